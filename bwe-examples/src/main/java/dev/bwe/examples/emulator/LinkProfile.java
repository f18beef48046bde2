package dev.bwe.examples.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The properties of one direction of an emulated network: capacity over time, delay, jitter, loss and a drop-tail queue.
 *
 * <p>Immutable; created by {@link #builder()}. Times are in microseconds, capacities in bits per second on the wire.
 */
public final class LinkProfile {
    /** Bytes that IPv4 and UDP headers add to a datagram. */
    public static final int UDP_IPV4_OVERHEAD_BYTES = 28;

    private static final long MAX_TIME_US = 60_000_000L;
    private static final int MAX_QUEUE_BYTES = 1 << 30;

    private final List<CapacityStep> capacity;
    private final long delayUs;
    private final long maxJitterUs;
    private final JitterShape jitterShape;
    private final boolean allowReordering;
    private final double lossProbability;
    private final BurstLoss burstLoss;
    private final int queueLimitBytes;
    private final long queueLimitUs;
    private final int overheadBytes;
    private final long seed;

    private LinkProfile(Builder b) {
        capacity = List.copyOf(b.capacity);
        delayUs = b.delayUs;
        maxJitterUs = b.maxJitterUs;
        jitterShape = b.jitterShape;
        allowReordering = b.allowReordering;
        lossProbability = b.lossProbability;
        burstLoss = b.burstLoss;
        queueLimitBytes = b.queueLimitBytes;
        queueLimitUs = b.queueLimitUs;
        overheadBytes = b.overheadBytes;
        seed = b.seed;
    }

    /**
     * Returns a builder with the defaults: 1 Gbit/s, no delay, no jitter, no loss, a queue of 300 ms, no overhead, seed 1.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    List<CapacityStep> capacity() {
        return capacity;
    }

    long delayUs() {
        return delayUs;
    }

    long maxJitterUs() {
        return maxJitterUs;
    }

    JitterShape jitterShape() {
        return jitterShape;
    }

    boolean allowReordering() {
        return allowReordering;
    }

    double lossProbability() {
        return lossProbability;
    }

    BurstLoss burstLoss() {
        return burstLoss;
    }

    /** Returns the queue limit in bytes at a capacity. A limit given as time is proportional to the capacity. */
    long queueLimitBytesAt(long bps) {
        return queueLimitBytes > 0 ? queueLimitBytes : bps * queueLimitUs / 8_000_000;
    }

    int overheadBytes() {
        return overheadBytes;
    }

    long seed() {
        return seed;
    }

    static long requireRange(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " = " + value + ": must be from " + min + " to " + max);
        }
        return value;
    }

    static double requireProbability(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(option + " = " + value + ": must be a probability from 0 to 1");
        }
        return value;
    }

    /** Collects the options of a {@link LinkProfile}. Each setter throws {@link IllegalArgumentException} for a value out of range. */
    public static final class Builder {
        private final List<CapacityStep> capacity = new ArrayList<>(List.of(new CapacityStep(0, 1_000_000_000L)));
        private long delayUs;
        private long maxJitterUs;
        private JitterShape jitterShape = JitterShape.UNIFORM;
        private boolean allowReordering;
        private double lossProbability;
        private BurstLoss burstLoss = BurstLoss.NONE;
        private int queueLimitBytes;
        private long queueLimitUs = 300_000;
        private int overheadBytes;
        private long seed = 1;

        private Builder() {}

        /**
         * Sets the capacity at the start of the schedule and removes all steps.
         *
         * @param bps bits per second on the wire, 0 (link down) to {@link CapacityStep#MAX_BPS}
         * @return this
         */
        public Builder capacityBps(long bps) {
            CapacityStep first = new CapacityStep(0, bps);
            capacity.clear();
            capacity.add(first);
            return this;
        }

        /**
         * Adds a step to the capacity schedule.
         *
         * @param atUs microseconds after the start of the schedule, later than the step before
         * @param bps bits per second on the wire, 0 (link down) to {@link CapacityStep#MAX_BPS}
         * @return this
         */
        public Builder thenCapacityBps(long atUs, long bps) {
            long last = capacity.get(capacity.size() - 1).atUs();
            if (atUs <= last) {
                throw new IllegalArgumentException("capacity step time (us) = " + atUs + ": must be above " + last
                        + ", the time of the step before");
            }
            capacity.add(new CapacityStep(atUs, bps));
            return this;
        }

        /**
         * Sets the one-way propagation delay.
         *
         * @param us microseconds, 0 to 60 s
         * @return this
         */
        public Builder delayUs(long us) {
            delayUs = requireRange("delay (us)", us, 0, MAX_TIME_US);
            return this;
        }

        /**
         * Sets the maximum extra delay of a packet. Packets stay in order unless {@link #allowReordering} is set: a packet that would
         * overtake another is delivered together with it.
         *
         * @param maxUs microseconds, 0 (none) to 60 s
         * @param shape the distribution of the values
         * @return this
         */
        public Builder jitter(long maxUs, JitterShape shape) {
            maxJitterUs = requireRange("jitter (us)", maxUs, 0, MAX_TIME_US);
            jitterShape = Objects.requireNonNull(shape, "shape");
            return this;
        }

        /**
         * Lets jitter change the order of packets.
         *
         * @param allow true if a packet may overtake another
         * @return this
         */
        public Builder allowReordering(boolean allow) {
            allowReordering = allow;
            return this;
        }

        /**
         * Sets independent random loss behind the bottleneck: a lost packet has used its share of the capacity.
         *
         * @param probability 0 to 1
         * @return this
         */
        public Builder loss(double probability) {
            lossProbability = requireProbability("loss", probability);
            return this;
        }

        /**
         * Sets loss in bursts behind the bottleneck, in addition to {@link #loss}.
         *
         * @param burst the model
         * @return this
         */
        public Builder burstLoss(BurstLoss burst) {
            burstLoss = Objects.requireNonNull(burst, "burst");
            return this;
        }

        /**
         * Limits the drop-tail queue in bytes on the wire and replaces a limit given as time. The packet in transmission does not count.
         *
         * @param bytes 1 byte to 1 GiB
         * @return this
         */
        public Builder queueLimitBytes(int bytes) {
            queueLimitBytes = (int) requireRange("queue limit (bytes)", bytes, 1, MAX_QUEUE_BYTES);
            return this;
        }

        /**
         * Limits the drop-tail queue to what the current capacity sends in a time, and replaces a limit given in bytes. While the link is
         * down, the capacity before counts.
         *
         * @param us microseconds, 1 to 60 s
         * @return this
         */
        public Builder queueLimitUs(long us) {
            queueLimitUs = requireRange("queue limit (us)", us, 1, MAX_TIME_US);
            queueLimitBytes = 0;
            return this;
        }

        /**
         * Sets the bytes that each packet occupies on the wire beyond its payload.
         *
         * @param bytes 0 to 1000; {@link #UDP_IPV4_OVERHEAD_BYTES} for UDP over IPv4
         * @return this
         */
        public Builder overheadBytes(int bytes) {
            overheadBytes = (int) requireRange("overhead (bytes)", bytes, 0, 1000);
            return this;
        }

        /**
         * Sets the seed of all randomness. Equal profiles and equal packets give equal results.
         *
         * @param value any number
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Creates the profile.
         *
         * @return an immutable profile
         */
        public LinkProfile build() {
            return new LinkProfile(this);
        }
    }
}
