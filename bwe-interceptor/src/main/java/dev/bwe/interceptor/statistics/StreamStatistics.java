package dev.bwe.interceptor.statistics;

/**
 * What was counted of one remote stream.
 *
 * @param ssrc            the stream, an unsigned 32-bit number
 * @param packets         valid packets of this stream that came
 * @param payloadBytes    their payload in bytes, without padding
 * @param bytes           their whole length in bytes, headers and padding included
 * @param malformed       what came through the stream's reader and is no valid RTP packet
 * @param foreign         valid packets of other streams that came through the stream's reader; no other figure heeds them
 * @param packetsExpected how many packets the sequence numbers say there were, from the first to the highest
 * @param packetsLost     {@code packetsExpected - packets}, negative where there are duplicates (RFC 3550 appendix A.3)
 * @param jitterUs        the interarrival jitter in microseconds (RFC 3550 section 6.4.1); 0 while the clock rate is not known
 * @param bitrateBps      the bits that came within the last second, all bytes, to the millisecond: as many bit/s
 */
public record StreamStatistics(
        int ssrc,
        long packets,
        long payloadBytes,
        long bytes,
        long malformed,
        long foreign,
        long packetsExpected,
        long packetsLost,
        double jitterUs,
        long bitrateBps) {}
