package dev.bwe.core.bench;

/** What an estimator has to carry: how many streams take turns, packet by packet, and how fast the packets come. */
public enum Load {
    /** One stream at 210 packets a second. */
    ONE_STREAM(1, 1),
    /** One stream at 1,050 packets a second, to compare the thousand streams with. */
    ONE_STREAM_FAST(1, 5),
    /** 1,050 packets a second, so that each stream sends more often than its timeout. */
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

    /** The SSRCs of the trace's packets: spread over all 32 bits, as random ones are. */
    int[] ssrcs() {
        int[] ssrcs = new int[PACKETS];
        for (int i = 0; i < PACKETS; i++) {
            ssrcs[i] = (i % streams + 1) * 0x9E3779B1;
        }
        return ssrcs;
    }
}
