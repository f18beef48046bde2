package dev.bwe.core.bench;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import java.util.Random;

/**
 * Packets for an estimator that can be repeated: a lap over the trace is followed by the same lap at a later time, and the absolute
 * send time wraps as a real one does.
 */
final class PacketTrace {
    static final int PACKET_BYTES = 1_200;
    static final int ABS_SEND_TIME_MASK = (1 << 24) - 1;

    private static final int PACKETS_PER_FRAME = 7;
    private static final long FRAMES_PER_SECOND = 30;
    private static final long PACKET_SPACING_US = 1_000;
    private static final long PATH_US = 20_000;
    private static final long MEAN_JITTER_US = 1_000;
    private static final long SEED = 20_261_122;
    /** The shortest time that is a whole number of microseconds and of ticks of 2^-18 s, in microseconds. */
    private static final long WHOLE_TICKS_US = 15_625;

    private static final int TICKS_IN_WHOLE = 4_096;

    /** The send time of each packet, in ticks of 2^-18 s since the lap began; its low 24 bits are used. */
    final int[] sendTicks;
    /** The arrival time of each packet, in microseconds since the lap began, not decreasing. */
    final long[] arrivalUs;
    /** The time from the beginning of a lap to that of the next, in microseconds and in ticks. */
    final long lapUs;

    final int lapTicks;

    private PacketTrace(long[] sendUs, long[] arrivalUs, long endUs) {
        sendTicks = new int[sendUs.length];
        for (int i = 0; i < sendUs.length; i++) {
            sendTicks[i] = (int) ((sendUs[i] << 18) / 1_000_000);
        }
        this.arrivalUs = arrivalUs;
        long wholes = (endUs + WHOLE_TICKS_US - 1) / WHOLE_TICKS_US;
        lapUs = wholes * WHOLE_TICKS_US;
        lapTicks = (int) (wholes * TICKS_IN_WHOLE);
    }

    /**
     * A video of 30 frames a second and 7 packets a frame, 1 ms apart, over a path of 20 ms and exponential jitter that keeps the
     * order.
     *
     * @param packets number of packets
     * @param speed   the factor by which all packets are sent faster
     */
    static PacketTrace video(int packets, int speed) {
        Random random = new Random(SEED);
        long[] sendUs = new long[packets];
        long[] arrivalUs = new long[packets];
        long lastUs = 0;
        for (int i = 0; i < packets; i++) {
            long frame = i / PACKETS_PER_FRAME;
            long inFrame = i % PACKETS_PER_FRAME;
            sendUs[i] = (frame * 1_000_000 / FRAMES_PER_SECOND + inFrame * PACKET_SPACING_US) / speed;
            long jitterUs = (long) (-Math.log(1 - random.nextDouble()) * MEAN_JITTER_US);
            lastUs = Math.max(lastUs, sendUs[i] + PATH_US + jitterUs);
            arrivalUs[i] = lastUs;
        }
        long frames = (packets + PACKETS_PER_FRAME - 1) / PACKETS_PER_FRAME;
        return new PacketTrace(sendUs, arrivalUs, frames * 1_000_000 / FRAMES_PER_SECOND / speed);
    }

    /** Packets at a bitrate, evenly spaced, that arrive as they were sent. */
    static PacketTrace even(long bitsPerSecond, long durationUs) {
        int packets = Math.toIntExact(durationUs * bitsPerSecond / 1_000_000 / (PACKET_BYTES * 8));
        long[] sendUs = new long[packets];
        long[] arrivalUs = new long[packets];
        for (int i = 0; i < packets; i++) {
            sendUs[i] = i * (PACKET_BYTES * 8 * 1_000_000L) / bitsPerSecond;
            arrivalUs[i] = sendUs[i] + PATH_US;
        }
        return new PacketTrace(sendUs, arrivalUs, durationUs);
    }

    int packets() {
        return sendTicks.length;
    }

    /** Returns a new estimator of this project that has taken one lap of the packets, in one stream. */
    BandwidthEstimator newFedEstimator() {
        BandwidthEstimator estimator = new BandwidthEstimator();
        PacketInfo packet = new PacketInfo();
        for (int i = 0; i < sendTicks.length; i++) {
            packet.arrivalUs(arrivalUs[i])
                    .nowUs(arrivalUs[i])
                    .absSendTime(sendTicks[i] & ABS_SEND_TIME_MASK)
                    .payloadSize(PACKET_BYTES)
                    .ssrc(1);
            estimator.onPacket(packet);
        }
        return estimator;
    }
}
