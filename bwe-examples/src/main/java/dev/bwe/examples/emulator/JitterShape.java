package dev.bwe.examples.emulator;

import java.util.Random;

/** How the extra delay of a packet is distributed between zero and the jitter's maximum. */
public enum JitterShape {
    /** Every value equally likely. */
    UNIFORM {
        @Override
        long draw(Random random, long maxUs) {
            return Math.round(random.nextDouble() * maxUs);
        }
    },
    /** A normal distribution around half the maximum whose three sigmas end at zero and at the maximum. */
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
