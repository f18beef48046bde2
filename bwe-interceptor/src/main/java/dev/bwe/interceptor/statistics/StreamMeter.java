package dev.bwe.interceptor.statistics;

import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpPacket;

/**
 * Counts one stream's packets (RFC 3550 appendix A.3). Safe for use by any thread: the stream's thread writes, others read.
 */
final class StreamMeter {
    private final int ssrc;

    @SuppressWarnings("NullAway.Init") // bound before it is used
    private StreamInfo info;

    private final RtpPacket packet = new RtpPacket();

    private long packets;
    private long payloadBytes;
    private long bytes;
    private long malformed;
    private long foreign;

    private final SequenceCounter sequence = new SequenceCounter();
    private final TransitJitter jitter = new TransitJitter();
    private final BitrateWindow window = new BitrateWindow();

    StreamMeter(int ssrc) {
        this.ssrc = ssrc;
    }

    /** Sets what was negotiated, at first and anew. */
    synchronized void bind(StreamInfo newInfo) {
        info = newInfo;
        jitter.setClockRate(newInfo.clockRate());
    }

    synchronized StreamInfo info() {
        return info;
    }

    /**
     * Counts a packet.
     *
     * @param arrivalUs when it arrived, by a clock that may step
     * @param clockUs   the interceptor's own clock
     */
    synchronized void onPacket(byte[] buffer, int offset, int length, long arrivalUs, long clockUs) {
        if (!packet.wrap(buffer, offset, length)) {
            malformed++;
            return;
        }
        if (packet.ssrc() != ssrc) {
            foreign++;
            return;
        }
        int timestamp = packet.timestamp();
        boolean continues = jitter.onPacket(timestamp, arrivalUs);
        sequence.onPacket(packet.sequenceNumber(), timestamp, arrivalUs, jitter.clockRate(), continues);
        window.add(length, arrivalUs, clockUs);
        packets++;
        payloadBytes += packet.payloadLength();
        bytes += length;
    }

    synchronized StreamStatistics toStatistics(long clockUs) {
        long expected = sequence.expected();
        return new StreamStatistics(
                ssrc,
                packets,
                payloadBytes,
                bytes,
                malformed,
                foreign,
                expected,
                expected - packets,
                jitter.jitterUs(),
                window.bitrateBps(clockUs));
    }
}
