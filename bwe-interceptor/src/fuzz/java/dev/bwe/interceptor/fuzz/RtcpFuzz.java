package dev.bwe.interceptor.fuzz;

/** A Jazzer target; see {@link Examiner}. */
public final class RtcpFuzz {
    private static final Examiner EXAMINER = new Examiner();

    private RtcpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        EXAMINER.rtcp(data);
    }
}
