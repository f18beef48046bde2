package dev.bwe.examples.emulator;

/**
 * The figures of one direction of an emulated network at one time.
 *
 * <p>Bytes are bytes on the wire, including the profile's overhead. At any time, offered = delivered + dropped + lost + queued + in flight.
 *
 * @param timeUs when the figures were taken, in the link's microseconds
 * @param scheduleUs microseconds since the capacity schedule began, or -1 if it has not
 * @param capacityBps current capacity, bits per second
 * @param queueDelayUs how long a packet offered now would wait for its transmission at the current capacity, in microseconds; while the
 *                     link is down, how long the oldest packet has waited
 * @param offeredPackets packets that arrived at the link
 * @param offeredBytes their bytes
 * @param deliveredPackets packets that arrived at the far end and were taken
 * @param deliveredBytes their bytes
 * @param queueDrops packets refused because the queue was full
 * @param queueDropBytes their bytes
 * @param randomLosses packets lost independently behind the bottleneck
 * @param burstLosses packets lost in bursts behind the bottleneck
 * @param lostBytes bytes of both kinds of loss
 * @param queuedPackets packets waiting or in transmission
 * @param queuedBytes their bytes
 * @param inFlightPackets packets transmitted and not yet delivered
 * @param inFlightBytes their bytes
 */
public record LinkSnapshot(
        long timeUs,
        long scheduleUs,
        long capacityBps,
        long queueDelayUs,
        long offeredPackets,
        long offeredBytes,
        long deliveredPackets,
        long deliveredBytes,
        long queueDrops,
        long queueDropBytes,
        long randomLosses,
        long burstLosses,
        long lostBytes,
        long queuedPackets,
        long queuedBytes,
        long inFlightPackets,
        long inFlightBytes) {

    /**
     * Returns how many packets will never arrive.
     *
     * @return packets dropped by the queue or lost behind it
     */
    public long droppedPackets() {
        return queueDrops + randomLosses + burstLosses;
    }

    /**
     * Returns the bytes of {@link #droppedPackets()}.
     *
     * @return bytes on the wire
     */
    public long droppedBytes() {
        return queueDropBytes + lostBytes;
    }
}
