package dev.bwe.core.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeDetectorTest {
    @Test
    void readsBitrateFromFiveRegularPackets() {
        ProbeDetector detector = new ProbeDetector();
        long bps = 0;
        for (int i = 0; i < 5; i++) {
            assertEquals(0, bps, "packet " + i);
            bps = detector.add(i * 10_000, i * 10_000, 1000, 0);
        }

        assertEquals(800_000, bps);
    }

    @Test
    void takesTheLowerOfSendAndArrivalRate() {
        ProbeDetector detector = new ProbeDetector();
        long bps = 0;
        for (int i = 0; i < 5; i++) {
            bps = detector.add(i * 5_000, i * 7_000L, 1000, 0);
        }

        assertEquals(1_142_857, bps);
    }

    @Test
    void saysNothingOfProbeThatDoesNotBeatTheEstimate() {
        ProbeDetector detector = new ProbeDetector();
        long bps = 0;
        for (int i = 0; i < 5; i++) {
            bps = detector.add(i * 10_000, i * 10_000, 1000, 800_000);
        }

        assertEquals(ProbeDetector.NO_PROBE, bps);
    }

    @Test
    void agreesWithScanOfAllPackets() {
        Coverage coverage = new Coverage();
        for (long seed = 1; seed <= 3_000; seed++) {
            agreesWithScanOfAllPackets(seed, coverage);
        }
        assertTrue(
                coverage.probes > 1_000
                        && coverage.cleared > 1_000
                        && coverage.shifted > 1_000
                        && coverage.longest > 100,
                coverage.toString());
    }

    private static void agreesWithScanOfAllPackets(long seed, Coverage coverage) {
        Random random = new Random(seed);
        ProbeDetector detector = new ProbeDetector();
        Naive naive = new Naive();
        long send = random.nextInt(64_000_000);
        long arrival = 0;
        int spacing = 5_000;
        int arrivalSpacing = 5_000;
        long toBeat = 0;
        boolean beats = random.nextBoolean();
        for (int i = 0; i < 400; i++) {
            if (random.nextInt(20) == 0) {
                spacing = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(12_000);
                arrivalSpacing = random.nextInt(3) == 0 ? spacing + random.nextInt(9_000) - 3_000 : spacing;
            }
            int jitter = random.nextInt(10);
            send += spacing + (jitter == 0 ? random.nextInt(6_000) - 3_000 : random.nextInt(200));
            arrival += arrivalSpacing + (jitter == 1 ? random.nextInt(200_000) - 100_000 : random.nextInt(500));
            int size = 201 + random.nextInt(1_000);
            int wrapped = (int) Math.floorMod(send, 64_000_000L);
            long expected = naive.add(wrapped, arrival, size, toBeat);

            assertEquals(expected, detector.add(wrapped, arrival, size, toBeat), "seed " + seed + ", packet " + i);
            assertEquals(naive.probes.size(), detector.packets(), "seed " + seed + ", packets after packet " + i);
            coverage.longest = Math.max(coverage.longest, naive.probes.size());
            if (expected > 0) {
                coverage.probes++;
                toBeat = beats ? expected : 0;
            }
        }
        coverage.cleared += naive.cleared;
        coverage.shifted += naive.shifted;
    }

    private static final class Coverage {
        private int probes;
        private int cleared;
        private int shifted;
        private int longest;

        @Override
        public String toString() {
            return "probes " + probes + ", cleared " + cleared + ", shifted " + shifted + ", longest " + longest;
        }
    }

    private record Probe(long send, long arrival, int size) {}

    private record Cluster(long sendMean, long arrivalMean, long sizeMean, int count, int above) {}

    /** Scans all packets for each new one. */
    private static final class Naive {
        private final List<Probe> probes = new ArrayList<>();
        private int cleared;
        private int shifted;

        long add(int send, long arrival, int size, long toBeat) {
            probes.add(new Probe(send, arrival, size));
            List<Cluster> clusters = clusters();
            if (clusters.isEmpty()) {
                if (probes.size() >= 15) {
                    probes.remove(0);
                    shifted++;
                }
                return 0;
            }
            long best = 0;
            for (Cluster cluster : clusters) {
                if (cluster.sendMean == 0 || cluster.arrivalMean == 0) {
                    continue;
                }
                long later = cluster.arrivalMean - cluster.sendMean;
                if (cluster.above <= cluster.count / 2 || later > 2000 || later < -5000) {
                    break;
                }
                best = Math.max(
                        best,
                        Math.min(
                                cluster.sizeMean * 8_000_000 / cluster.sendMean,
                                cluster.sizeMean * 8_000_000 / cluster.arrivalMean));
            }
            if (best > 0 && best > toBeat) {
                return best;
            }
            if (clusters.size() >= 3) {
                probes.clear();
                cleared++;
            }
            return 0;
        }

        private List<Cluster> clusters() {
            List<Cluster> clusters = new ArrayList<>();
            int first = 1;
            int above = 0;
            long sendSum = 0;
            for (int i = 1; i < probes.size(); i++) {
                long sendDelta = probes.get(i).send - probes.get(i - 1).send;
                if (sendDelta >= 1000 && probes.get(i).arrival - probes.get(i - 1).arrival >= 1000) {
                    above++;
                }
                if (i > first && Math.abs(sendDelta - sendSum / (i - first)) >= 2500) {
                    emit(first, i, above, clusters);
                    first = i;
                    above = 0;
                    sendSum = 0;
                }
                sendSum += sendDelta;
            }
            emit(first, probes.size(), above, clusters);
            return clusters;
        }

        private void emit(int from, int to, int above, List<Cluster> clusters) {
            int count = to - from;
            if (count < 4) {
                return;
            }
            long sendSum = probes.get(to - 1).send - probes.get(from - 1).send;
            long arrivalSum = probes.get(to - 1).arrival - probes.get(from - 1).arrival;
            long sizeSum =
                    probes.subList(from, to).stream().mapToLong(Probe::size).sum();
            if (sendSum > 0 && arrivalSum > 0) {
                clusters.add(new Cluster(sendSum / count, arrivalSum / count, sizeSum / count, count, above));
            }
        }
    }
}
