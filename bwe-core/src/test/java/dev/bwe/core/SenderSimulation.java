package dev.bwe.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Senders that follow the estimate over a path of a given capacity, frame by frame, with the figures of libwebrtc's own tests:
 * the recordings of those tests among the reference traces show the same packets. Rates are bit/s, times microseconds.
 */
final class SenderSimulation {
    private static final long MTU = 1200;
    private static final long FRAMES_PER_SECOND = 30;
    /** The sender's clock is ahead of the receiver's. */
    private static final long SENDER_CLOCK_US = 1_000_000;

    private static final long SEND_TIME_MASK = (1 << 24) - 1;

    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final PacketInfo packet = new PacketInfo();
    private final List<Stream> streams = new ArrayList<>();

    private long capacityBps;
    private long clockUs = 100_000_000;
    private long pathBusyUntilUs = clockUs;
    private long arrivalOffsetMs;
    private boolean updated;
    private long latestBps;

    SenderSimulation() {
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) -> {
            updated = true;
            latestBps = bitrateBps;
        });
    }

    void addStream(int ssrc, long bps) {
        streams.add(new Stream(ssrc, bps));
    }

    void setCapacity(long bps) {
        capacityBps = bps;
    }

    /** Adds to the difference of the arrival times from the clock. */
    void shiftArrivalClock(long ms) {
        arrivalOffsetMs += ms;
    }

    /** Sends a frame of the next stream, while all streams together send at a bitrate. Returns true if the estimate fell below it. */
    boolean frame(long bps) {
        share(bps);
        Stream stream =
                streams.stream().min((a, b) -> Long.compare(a.nextUs, b.nextUs)).orElseThrow();
        long frameUs = clockUs;
        boolean fell = false;
        if (frameUs >= stream.nextUs) {
            long bits = (stream.bps + FRAMES_PER_SECOND / 2) / FRAMES_PER_SECOND;
            long packets = Math.max((bits + 4 * MTU) / (8 * MTU), 1);
            int size = (int) ((bits + 4 * packets) / (8 * packets));
            stream.nextUs = frameUs + (1_000_000 + FRAMES_PER_SECOND / 2) / FRAMES_PER_SECOND;
            for (long i = 0; i < packets; i++) {
                fell |= deliver(stream.ssrc, frameUs, size, bps);
            }
        }
        clockUs = Math.max(
                frameUs, streams.stream().mapToLong(other -> other.nextUs).min().orElseThrow());
        return fell;
    }

    private boolean deliver(int ssrc, long sentUs, int size, long bps) {
        long bitsPerMs = capacityBps / 1000;
        long busyUs = (8_000L * size + bitsPerMs / 2) / bitsPerMs;
        updated = false;
        pathBusyUntilUs = Math.max(sentUs + busyUs, pathBusyUntilUs + busyUs);
        clockUs = pathBusyUntilUs;
        long arrivalMs = (clockUs + 500) / 1000 + arrivalOffsetMs;
        long send24 = ((sentUs + SENDER_CLOCK_US << 18) + 500_000) / 1_000_000 & SEND_TIME_MASK;
        return estimator.onPacket(packet.arrivalUs(arrivalMs * 1000)
                        .nowUs(clockUs)
                        .absSendTime((int) send24)
                        .payloadSize(size)
                        .ssrc(ssrc))
                && latestBps < bps;
    }

    /** Divides the bitrate among the streams in the same proportions as before. */
    private void share(long bps) {
        long total = streams.stream().mapToLong(stream -> stream.bps).sum();
        long before = 0;
        long given = 0;
        for (Stream stream : streams) {
            before += stream.bps;
            long after = (before * bps + total / 2) / total;
            stream.bps = after - given;
            given += stream.bps;
        }
    }

    /** Returns true if the last packet led to an update. Updates by the other packets of the frame do not count. */
    boolean updated() {
        return updated;
    }

    long latestBps() {
        return latestBps;
    }

    long clockMs() {
        return (clockUs + 500) / 1000;
    }

    private static final class Stream {
        private final int ssrc;
        private long bps;
        private long nextUs;

        Stream(int ssrc, long bps) {
            this.ssrc = ssrc;
            this.bps = bps;
        }
    }
}
