package dev.bwe.interceptor.fuzz;

/** A Jazzer target; see {@link Examiner}. */
public final class ExtensionsFuzz {
    private static final Examiner EXAMINER = new Examiner();

    private ExtensionsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        EXAMINER.extensions(data, 0, 255);
    }
}
