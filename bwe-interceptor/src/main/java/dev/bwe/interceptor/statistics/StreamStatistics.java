package dev.bwe.interceptor.statistics;

/**
 * The figures of one remote stream.
 *
 * <p>Late packets, restarts of the sender and outages are told apart by sequence numbers, timestamps and arrival times, so the loss is
 * right also where a round-trip time holds more than 100 packets and lost packets are retransmitted on the stream's own SSRC. A jump of
 * the sender's timestamps is no jitter. After a step of the arrival clock, {@code bitrateBps} is right again within two seconds.
 *
 * @param ssrc            the stream, an unsigned 32-bit number
 * @param packets         valid packets of this stream that were received
 * @param payloadBytes    their payload in bytes, without padding
 * @param bytes           their whole length in bytes, headers and padding included
 * @param malformed       invalid RTP packets from the stream's reader
 * @param foreign         valid packets of other streams from the stream's reader; no other figure includes them
 * @param packetsExpected packets that the sender sent according to the sequence numbers, from the first to the highest
 * @param packetsLost     {@code packetsExpected - packets}, negative where there are duplicates (RFC 3550 appendix A.3)
 * @param jitterUs        the interarrival jitter in microseconds (RFC 3550 section 6.4.1); 0 while the clock rate is not known
 * @param bitrateBps      bit/s received in the last second, from all bytes, to the millisecond
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
