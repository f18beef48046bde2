package dev.bwe.interceptor.fuzz;

/** A Jazzer target; see {@link Examiner}. */
public final class RtpFuzz {
    private static final Examiner EXAMINER = new Examiner();

    private RtpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        EXAMINER.rtp(data);
    }
}
