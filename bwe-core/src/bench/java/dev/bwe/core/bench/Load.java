package dev.bwe.core.bench;

/** The load of an estimator: the number of streams, which take turns packet by packet, and the speed of the packets. */
public enum Load {
    /** One stream at 210 packets a second. */
    ONE_STREAM(1, 1),
    /** One stream at 1,050 packets a second, for the comparison with the thousand streams. */
    ONE_STREAM_FAST(1, 5),
    /** A thousand streams at 1,050 packets a second together, so no stream reaches its timeout. */
    THOUSAND_STREAMS(1_000, 5);

    static final int PACKETS = 100_000;

    private final int streams;
    private final int speed;

    Load(int streams, int speed) {
        this.streams = streams;
        this.speed = speed;
    }

    PacketTrace trace() {
        return PacketTrace.video(PACKETS, speed);
    }

    /** Returns the SSRCs of the packets, which are spread over all 32 bits as random ones are. */
    int[] ssrcs() {
        int[] ssrcs = new int[PACKETS];
        for (int i = 0; i < PACKETS; i++) {
            ssrcs[i] = (i % streams + 1) * 0x9E3779B1;
        }
        return ssrcs;
    }
}
