package dev.bwe.examples.emulator;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an emulated network, without sockets, threads or a clock: packets and times go in, packets come out when they are
 * due.
 *
 * <p>A packet passes a drop-tail queue, is transmitted at the current capacity, may be lost, and then travels for the propagation delay
 * plus jitter. A change of capacity applies at once to the rest of the packet in transmission and to all waiting packets. At zero
 * capacity nothing is sent and the queue fills.
 *
 * <p>Times are microseconds of any origin. A time before the latest one counts as the latest one. Not thread-safe.
 *
 * @param <P> what travels with a packet
 */
public final class EmulatedLink<P> {
    /** The value of {@link #nextEventUs()} if no packet is on the link. */
    public static final long NEVER = Long.MAX_VALUE;

    // Transmission is counted in millionths of a bit, because bit/s times microseconds then needs no rounding.
    private static final long UNITS_PER_BYTE = 8_000_000L;

    private final LinkProfile profile;
    private final Random lossRandom;
    private final Random burstRandom;
    private final Random jitterRandom;
    private final ArrayDeque<Packet<P>> waiting = new ArrayDeque<>();
    private final PriorityQueue<Packet<P>> inFlight = new PriorityQueue<>();

    private boolean started;
    private long originUs;
    private int step;
    private long limitRateBps;

    private long clockUs = Long.MIN_VALUE;
    private @Nullable Packet<P> transmitting;
    private long unitsLeft;
    private boolean inBurst;
    private long lastDeliveryUs = Long.MIN_VALUE;
    private long sequence;

    private long waitingBytes;
    private long inFlightBytes;
    private long offeredPackets;
    private long offeredBytes;
    private long deliveredPackets;
    private long deliveredBytes;
    private long queueDrops;
    private long queueDropBytes;
    private long randomLosses;
    private long burstLosses;
    private long lostBytes;

    /**
     * Creates an idle link. Its capacity stays at the schedule's first value until {@link #startSchedule}.
     *
     * @param profile capacity, delay, jitter, loss and queue
     */
    public EmulatedLink(LinkProfile profile) {
        this.profile = profile;
        // Each impairment has its own generator, so switching one on does not change the random numbers of the others.
        Random seeds = new Random(profile.seed());
        lossRandom = new Random(seeds.nextLong());
        burstRandom = new Random(seeds.nextLong());
        jitterRandom = new Random(seeds.nextLong());
        limitRateBps = profile.capacity().stream()
                .mapToLong(CapacityStep::bps)
                .filter(bps -> bps > 0)
                .findFirst()
                .orElse(0);
    }

    /**
     * Starts the capacity schedule, or restarts it.
     *
     * @param nowUs the time from which the schedule's times count
     */
    public void startSchedule(long nowUs) {
        advance(nowUs);
        started = true;
        originUs = clockUs;
        enterStep(0);
    }

    /**
     * Puts a packet on the link.
     *
     * @param nowUs when it arrives
     * @param payloadBytes its size without the profile's overhead, 0 or more
     * @param payload what {@link #poll} returns for it
     * @return false if the packet was dropped because the queue is full
     */
    public boolean offer(long nowUs, int payloadBytes, P payload) {
        LinkProfile.requireRange("payload (bytes)", payloadBytes, 0, 1 << 20);
        advance(nowUs);
        Packet<P> packet =
                new Packet<>(payload, payloadBytes, payloadBytes + profile.overheadBytes(), clockUs, sequence++);
        offeredPackets++;
        offeredBytes += packet.wireBytes;
        if (transmitting == null) {
            transmit(packet, 0);
            // A packet without bytes takes no time.
            advance(clockUs);
        } else if (waitingBytes + packet.wireBytes <= profile.queueLimitBytesAt(limitRateBps)) {
            waiting.add(packet);
            waitingBytes += packet.wireBytes;
        } else {
            queueDrops++;
            queueDropBytes += packet.wireBytes;
            return false;
        }
        return true;
    }

    /**
     * Removes the next packet that has arrived at the far end.
     *
     * @param nowUs the current time
     * @return the packet, or null if none is due
     */
    public @Nullable Delivery<P> poll(long nowUs) {
        advance(nowUs);
        Packet<P> first = inFlight.peek();
        if (first == null || first.deliveryUs > clockUs) {
            return null;
        }
        inFlight.poll();
        inFlightBytes -= first.wireBytes;
        deliveredPackets++;
        deliveredBytes += first.wireBytes;
        return new Delivery<>(first.offeredUs, first.departureUs, first.deliveryUs, first.payloadBytes, first.payload);
    }

    /**
     * Returns the earliest time at which {@link #poll} may return a packet. Only a further offer can make it earlier.
     *
     * @return a time not after the next delivery, or {@link #NEVER}
     */
    public long nextEventUs() {
        long next = inFlight.isEmpty() ? NEVER : inFlight.peek().deliveryUs;
        long departure = nextDepartureUs();
        return departure == NEVER ? next : Math.min(next, departure + profile.delayUs());
    }

    /**
     * Returns the figures of the link.
     *
     * @param nowUs the current time
     * @return the figures
     */
    public LinkSnapshot snapshot(long nowUs) {
        advance(nowUs);
        return new LinkSnapshot(
                clockUs,
                started ? clockUs - originUs : -1,
                capacityBps(),
                queueDelayUs(),
                offeredPackets,
                offeredBytes,
                deliveredPackets,
                deliveredBytes,
                queueDrops,
                queueDropBytes,
                randomLosses,
                burstLosses,
                lostBytes,
                waiting.size() + (transmitting == null ? 0 : 1),
                waitingBytes + (transmitting == null ? 0 : transmitting.wireBytes),
                inFlight.size(),
                inFlightBytes);
    }

    private long capacityBps() {
        return profile.capacity().get(step).bps();
    }

    private long queueDelayUs() {
        if (transmitting == null) {
            return 0;
        }
        long bps = capacityBps();
        return bps == 0 ? clockUs - transmitting.offeredUs : serviceUs(unitsLeft + waitingBytes * UNITS_PER_BYTE, bps);
    }

    private long stepEndUs(int index) {
        return started && index + 1 < profile.capacity().size()
                ? originUs + profile.capacity().get(index + 1).atUs()
                : NEVER;
    }

    private void enterStep(int index) {
        step = index;
        if (capacityBps() > 0) {
            limitRateBps = capacityBps();
        }
    }

    private void advance(long nowUs) {
        if (clockUs == Long.MIN_VALUE) {
            clockUs = nowUs;
        }
        do {
            long endUs = Math.min(nowUs, stepEndUs(step));
            serve(endUs);
            if (endUs > clockUs) {
                clockUs = endUs;
            }
            if (clockUs == stepEndUs(step)) {
                enterStep(step + 1);
            }
        } while (clockUs < nowUs);
    }

    /** Transmits until a time at the capacity of the current step. */
    private void serve(long endUs) {
        long bps = capacityBps();
        while (transmitting != null && endUs >= clockUs) {
            long us = serviceUs(unitsLeft, bps);
            if (us > endUs - clockUs) {
                unitsLeft -= bps * (endUs - clockUs);
                return;
            }
            clockUs += us;
            // The unused part of the last microsecond counts for the next packet, so the rate is exact in the long run.
            long spare = bps * us - unitsLeft;
            depart(transmitting);
            Packet<P> next = waiting.poll();
            if (next == null) {
                transmitting = null;
            } else {
                waitingBytes -= next.wireBytes;
                transmit(next, spare);
            }
        }
    }

    private void transmit(Packet<P> packet, long spareUnits) {
        transmitting = packet;
        unitsLeft = packet.wireBytes * UNITS_PER_BYTE - spareUnits;
    }

    private void depart(Packet<P> packet) {
        boolean burst = nextBurstState()
                && burstRandom.nextDouble() < profile.burstLoss().lossInBad();
        boolean random = profile.lossProbability() > 0 && lossRandom.nextDouble() < profile.lossProbability();
        if (burst || random) {
            if (burst) {
                burstLosses++;
            } else {
                randomLosses++;
            }
            lostBytes += packet.wireBytes;
            return;
        }
        long jitterUs =
                profile.maxJitterUs() == 0 ? 0 : profile.jitterShape().draw(jitterRandom, profile.maxJitterUs());
        packet.departureUs = clockUs;
        packet.deliveryUs = clockUs + profile.delayUs() + jitterUs;
        if (!profile.allowReordering()) {
            packet.deliveryUs = Math.max(packet.deliveryUs, lastDeliveryUs);
            lastDeliveryUs = packet.deliveryUs;
        }
        inFlight.add(packet);
        inFlightBytes += packet.wireBytes;
    }

    private boolean nextBurstState() {
        if (profile.burstLoss().enter() == 0) {
            return false;
        }
        double p = inBurst ? profile.burstLoss().leave() : profile.burstLoss().enter();
        if (burstRandom.nextDouble() < p) {
            inBurst = !inBurst;
        }
        return inBurst;
    }

    private long nextDepartureUs() {
        if (transmitting == null) {
            return NEVER;
        }
        long units = unitsLeft;
        long fromUs = clockUs;
        for (int i = step; i < profile.capacity().size(); i++) {
            long bps = profile.capacity().get(i).bps();
            long endUs = stepEndUs(i);
            long us = serviceUs(units, bps);
            if (us <= endUs - fromUs) {
                return fromUs + us;
            }
            if (endUs == NEVER) {
                return NEVER;
            }
            units -= bps * (endUs - fromUs);
            fromUs = endUs;
        }
        return NEVER;
    }

    private static long serviceUs(long units, long bps) {
        if (units <= 0) {
            return 0;
        }
        return bps == 0 ? NEVER : (units + bps - 1) / bps;
    }

    /**
     * A packet at the far end of the link.
     *
     * @param offeredUs when it was put on the link
     * @param departureUs when its last bit left the queue
     * @param deliveryUs when it arrived
     * @param payloadBytes its size without overhead
     * @param payload what was offered with it
     * @param <P> what travels with a packet
     */
    public record Delivery<P>(long offeredUs, long departureUs, long deliveryUs, int payloadBytes, P payload) {}

    private static final class Packet<P> implements Comparable<Packet<P>> {
        private final P payload;
        private final int payloadBytes;
        private final int wireBytes;
        private final long offeredUs;
        private final long sequence;
        private long departureUs;
        private long deliveryUs;

        private Packet(P payload, int payloadBytes, int wireBytes, long offeredUs, long sequence) {
            this.payload = payload;
            this.payloadBytes = payloadBytes;
            this.wireBytes = wireBytes;
            this.offeredUs = offeredUs;
            this.sequence = sequence;
        }

        @Override
        public int compareTo(Packet<P> other) {
            int byTime = Long.compare(deliveryUs, other.deliveryUs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
