package dev.bwe.core.delay;

import dev.bwe.core.rate.TimeUnits;
import java.util.Arrays;

/**
 * Recognises probe clusters, packets that the sender spaces regularly to find out how much the path carries, and computes a
 * bitrate from them. The reference scans all packets again for each new one; here the scan continues where it stopped, with the
 * same result.
 *
 * <p>Reference: libwebrtc at 3710345e71ad, {@code
 * modules/remote_bitrate_estimator/remote_bitrate_estimator_abs_send_time.cc}: {@code ProcessClusters}, {@code ComputeClusters},
 * {@code MaybeAddCluster}, {@code FindBestProbe} and {@code IsBitrateImproving} of {@code RemoteBitrateEstimatorAbsSendTime}.
 * Specification: receive-side-gcc, section 7.
 */
public final class ProbeDetector {
    /** The result of {@link #add} if there is no probe with a higher bitrate. */
    public static final long NO_PROBE = 0;

    private static final int MAX_UNCLUSTERED = 15;
    private static final int MIN_CLUSTER_DELTAS = 4;
    private static final int MAX_FAILED_CLUSTERS = 3;
    /** A send spacing that differs from the mean of the cluster by at least this much starts another cluster. */
    private static final long CLUSTER_TOLERANCE_US = 2500;

    private static final long MIN_SPACING_US = 1000;
    private static final long MAX_SLOWER_ARRIVAL_US = 2000;
    private static final long MAX_FASTER_ARRIVAL_US = 5000;
    private static final long STOP_SCANNING = -1;
    /**
     * Maximum number of packets that are kept. A longer cluster falls apart only if the clock goes back to before its beginning;
     * the search then starts anew.
     */
    private static final int MAX_STORED = 1024;

    private static final int[] NO_INTS = {};
    private static final long[] NO_LONGS = {};

    /* The packets themselves are needed only to remove the oldest, which happens only while no cluster is complete. */
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
     * @param packetSendUs    its absolute send time in microseconds, not unwrapped
     * @param packetArrivalUs its arrival time in microseconds
     * @param size            bytes
     * @param toBeatBps       the bitrate in bit/s that a probe must exceed
     * @return the bitrate of the best probe in bit/s, or {@link #NO_PROBE}
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

    /** Returns the number of packets among which probes are being searched. */
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

    /** Returns the bitrate of the cluster, 0 if it has none, {@link #STOP_SCANNING} if later clusters do not count either. */
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

    /** Scans again from the second packet on; there are few, or at most {@link #MAX_STORED} after a cluster has fallen apart. */
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
