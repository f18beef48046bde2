package dev.bwe.core;

/** A bulk transfer that grows by a packet per round trip and halves on loss, as TCP Reno does after its slow start. */
final class LossBasedFlow {
    private static final int PACKET_BYTES = 1_460;
    private static final double MIN_WINDOW = 2;

    private final BottleneckLink link;
    private double window = 10;
    private long halvedUs;
    private long nextUs;
    private long deliveredBytes;

    LossBasedFlow(BottleneckLink link, long startUs) {
        this.link = link;
        nextUs = startUs;
    }

    long nextUs() {
        return nextUs;
    }

    long deliveredBytes() {
        return deliveredBytes;
    }

    void send() {
        long roundTripUs = 2 * link.propagationUs() + link.queueUs(nextUs);
        if (link.send(nextUs, PACKET_BYTES) == BottleneckLink.DROPPED) {
            if (nextUs - halvedUs > roundTripUs) {
                window = Math.max(window / 2, MIN_WINDOW);
                halvedUs = nextUs;
            }
        } else {
            deliveredBytes += PACKET_BYTES;
            window += 1 / window;
        }
        nextUs += Math.max((long) (roundTripUs / window), 1);
    }
}
