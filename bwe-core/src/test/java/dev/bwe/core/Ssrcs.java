package dev.bwe.core;

/** Lists of SSRCs that tests pass in place of an estimator's. */
final class Ssrcs {
    private Ssrcs() {}

    static SsrcList of(int... ssrcs) {
        return new SsrcList() {
            @Override
            public int size() {
                return ssrcs.length;
            }

            @Override
            public int get(int index) {
                return ssrcs[index];
            }
        };
    }
}
