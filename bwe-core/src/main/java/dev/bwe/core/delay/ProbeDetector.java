package dev.bwe.core.delay;

import dev.bwe.core.rate.TimeUnits;
import java.util.Arrays;

/**
 * Recognises probe clusters, packets that the sender spaces regularly to find out what the path carries, and reads a bit rate
 * from them. Source: libwebrtc at 3710345e71ad, abs-send-time estimator. The reference scans all packets again for each new one;
 * here the scan continues where it stopped, with the same outcome.
 */
public final class ProbeDetector {
    /** The answer where the packets give no better bit rate. */
    public static final long NO_PROBE = 0;

    private static final int MAX_UNCLUSTERED = 15;
    private static final int MIN_CLUSTER_DELTAS = 4;
    private static final int MAX_FAILED_CLUSTERS = 3;
    /** A send spacing that differs this much from the cluster's mean starts another cluster. */
    private static final long CLUSTER_TOLERANCE_US = 2500;

    private static final long MIN_SPACING_US = 1000;
    private static final long MAX_SLOWER_ARRIVAL_US = 2000;
    private static final long MAX_FASTER_ARRIVAL_US = 5000;
    private static final long STOP_SCANNING = -1;
    /**
     * So many packets are kept, no more. A longer cluster falls apart only if the clock goes back behind its beginning, in which
     * case the search begins anew.
     */
    private static final int MAX_STORED = 1024;

    private static final int[] NO_INTS = {};
    private static final long[] NO_LONGS = {};

    /* The packets themselves are needed only to take the oldest away, which happens only while no cluster is complete. */
    private int[] sendUs = NO_INTS;
    private long[] arrivalUs = NO_LONGS;
    private int[] sizes = NO_INTS;
    private int stored;
    private int packets;
    private boolean dropped;

    private int lastSendUs;
    private long lastArrivalUs;

    private long sendSumUs;
    private long arrivalSumUs;
    private long sizeSum;
    private int deltas;
    private int spacedDeltas;

    private int completeClusters;
    private long completeBestBps;
    private boolean scanStopped;

    /**
     * Takes a packet.
     *
     * @param packetSendUs    its absolute send time, not unwrapped
     * @param packetArrivalUs when it arrived
     * @param size            bytes
     * @param toBeatBps       the bit rate above which a probe is of interest
     * @return the best probe's bit rate, or {@link #NO_PROBE}
     */
    public long add(int packetSendUs, long packetArrivalUs, int size, long toBeatBps) {
        if (packets > 0) {
            fold(packetSendUs - lastSendUs, packetArrivalUs - lastArrivalUs, size);
        }
        packets++;
        lastSendUs = packetSendUs;
        lastArrivalUs = packetArrivalUs;
        if (stored == MAX_STORED) {
            dropped = true;
        }
        if (completeClusters == 0 && !dropped) {
            store(packetSendUs, packetArrivalUs, size);
        } else {
            dropStored();
        }

        boolean clusterAtEnd = isCluster();
        int clusters = completeClusters + (clusterAtEnd ? 1 : 0);
        if (clusters == 0) {
            if (packets >= MAX_UNCLUSTERED) {
                removeOldest();
            }
            return NO_PROBE;
        }
        long best = completeBestBps;
        if (clusterAtEnd && !scanStopped) {
            best = Math.max(best, clusterBps());
        }
        if (best > toBeatBps) {
            return best;
        }
        if (clusters >= MAX_FAILED_CLUSTERS) {
            clear();
        }
        return NO_PROBE;
    }

    /** How many packets are being looked at. */
    public int packets() {
        return packets;
    }

    private void fold(long sendDeltaUs, long arrivalDeltaUs, int size) {
        if (sendDeltaUs >= MIN_SPACING_US && arrivalDeltaUs >= MIN_SPACING_US) {
            spacedDeltas++;
        }
        if (deltas > 0 && Math.abs(sendDeltaUs - sendSumUs / deltas) >= CLUSTER_TOLERANCE_US) {
            completeCluster();
        }
        sendSumUs += sendDeltaUs;
        arrivalSumUs += arrivalDeltaUs;
        sizeSum += size;
        deltas++;
    }

    private void completeCluster() {
        if (isCluster()) {
            completeClusters++;
            if (!scanStopped) {
                long bps = clusterBps();
                scanStopped = bps == STOP_SCANNING;
                completeBestBps = Math.max(completeBestBps, bps);
            }
        }
        clearAccumulator();
    }

    private boolean isCluster() {
        return deltas >= MIN_CLUSTER_DELTAS && sendSumUs > 0 && arrivalSumUs > 0;
    }

    /** What the cluster says of the path; 0 for nothing, {@link #STOP_SCANNING} if those behind it are not to be asked either. */
    private long clusterBps() {
        long sendMeanUs = sendSumUs / deltas;
        long arrivalMeanUs = arrivalSumUs / deltas;
        if (sendMeanUs == 0 || arrivalMeanUs == 0) {
            return 0;
        }
        if (spacedDeltas > deltas / 2
                && arrivalMeanUs - sendMeanUs <= MAX_SLOWER_ARRIVAL_US
                && sendMeanUs - arrivalMeanUs <= MAX_FASTER_ARRIVAL_US) {
            long meanSize = sizeSum / deltas;
            return Math.min(
                    TimeUnits.bitsPerSecond(meanSize, sendMeanUs), TimeUnits.bitsPerSecond(meanSize, arrivalMeanUs));
        }
        return STOP_SCANNING;
    }

    private void store(int packetSendUs, long packetArrivalUs, int size) {
        if (stored == sizes.length) {
            int capacity = Math.max(MAX_UNCLUSTERED + 1, stored * 2);
            sendUs = Arrays.copyOf(sendUs, capacity);
            arrivalUs = Arrays.copyOf(arrivalUs, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
        }
        sendUs[stored] = packetSendUs;
        arrivalUs[stored] = packetArrivalUs;
        sizes[stored++] = size;
    }

    /** Scans from the second packet on again; there are few, or at most {@link #MAX_STORED} after a cluster has fallen apart. */
    private void removeOldest() {
        if (dropped) {
            clear();
            return;
        }
        int left = stored - 1;
        System.arraycopy(sendUs, 1, sendUs, 0, left);
        System.arraycopy(arrivalUs, 1, arrivalUs, 0, left);
        System.arraycopy(sizes, 1, sizes, 0, left);
        stored = left;
        packets = left;
        clearScan();
        for (int i = 1; i < left; i++) {
            fold(sendUs[i] - sendUs[i - 1], arrivalUs[i] - arrivalUs[i - 1], sizes[i]);
        }
    }

    private void dropStored() {
        stored = 0;
        if (sizes.length > 0) {
            sendUs = NO_INTS;
            arrivalUs = NO_LONGS;
            sizes = NO_INTS;
        }
    }

    private void clear() {
        dropStored();
        packets = 0;
        dropped = false;
        clearScan();
    }

    private void clearScan() {
        clearAccumulator();
        completeClusters = 0;
        completeBestBps = 0;
        scanStopped = false;
    }

    private void clearAccumulator() {
        sendSumUs = 0;
        arrivalSumUs = 0;
        sizeSum = 0;
        deltas = 0;
        spacedDeltas = 0;
    }
}
