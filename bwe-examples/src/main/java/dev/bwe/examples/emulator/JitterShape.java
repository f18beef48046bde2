package dev.bwe.examples.emulator;

import java.util.Random;

/** The distribution of a packet's extra delay between zero and the maximum. */
public enum JitterShape {
    /** All values are equally likely. */
    UNIFORM {
        @Override
        long draw(Random random, long maxUs) {
            return Math.round(random.nextDouble() * maxUs);
        }
    },
    /** A normal distribution around half the maximum, truncated at three standard deviations: zero and the maximum. */
    TRUNCATED_NORMAL {
        @Override
        long draw(Random random, long maxUs) {
            double z;
            do {
                z = random.nextGaussian();
            } while (Math.abs(z) > SIGMAS);
            return Math.round(maxUs * (0.5 + z / (2 * SIGMAS)));
        }
    };

    private static final double SIGMAS = 3;

    abstract long draw(Random random, long maxUs);
}
