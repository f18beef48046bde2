package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdateTest {
    private final Update update = new Update();
    private final Outbox outbox = new Outbox();

    private static SsrcList upTo(int count) {
        return new SsrcList() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int get(int index) {
                return count * 1_000 + index;
            }
        };
    }

    @Test
    void whatWasTakenDoesNotChangeWithLaterDecisions() {
        outbox.estimate(1, 2, BandwidthUsage.NORMAL, upTo(2));
        assertTrue(outbox.take());
        Update taken = outbox.taken().estimate();
        outbox.estimate(3, 4, BandwidthUsage.OVERUSING, upTo(3));
        assertArrayEquals(new int[] {2_000, 2_001}, taken.toArray());
        assertEquals(1, taken.nowUs());
        assertEquals(2, taken.bitrateBps());
        assertEquals(BandwidthUsage.NORMAL, taken.usage());
        assertTrue(outbox.take());
        assertArrayEquals(
                new int[] {3_000, 3_001, 3_002}, outbox.taken().estimate().toArray());
    }

    @Test
    void nothingIsTakenTwice() {
        outbox.remb(1, 2, upTo(2));
        outbox.probe(1, 2);
        outbox.usageChange(1, BandwidthUsage.NORMAL, BandwidthUsage.OVERUSING);
        assertTrue(outbox.take());
        assertFalse(outbox.take());
        assertFalse(outbox.taken().remb().isPresent());
        outbox.remb(3, 4, upTo(2));
        assertTrue(outbox.take());
        assertTrue(outbox.taken().remb().isPresent());
        assertFalse(outbox.taken().probe().isPresent(), "an old probe");
        assertFalse(outbox.taken().usageChange().isPresent(), "an old change");
    }

    @Test
    void aStreamIsTakenOffTheListWhereverItIs() {
        for (int ssrc : upTo(3).toArray()) {
            update.set(1, 2, null, upTo(3));
            update.removeSsrc(ssrc);
            update.removeSsrc(77);
            assertArrayEquals(
                    IntStream.of(upTo(3).toArray())
                            .filter(other -> other != ssrc)
                            .toArray(),
                    update.toArray());
        }
    }

    @Test
    void changesOfTheStateAddUpAndThereAndBackAgainIsNone() {
        UsageChange change = new UsageChange();
        change.add(1, BandwidthUsage.NORMAL, BandwidthUsage.UNDERUSING);
        change.add(2, BandwidthUsage.UNDERUSING, BandwidthUsage.OVERUSING);
        assertTrue(change.isPresent());
        assertEquals(2, change.nowUs());
        assertEquals(BandwidthUsage.NORMAL, change.before());
        assertEquals(BandwidthUsage.OVERUSING, change.usage());
        change.clear();
        assertFalse(change.isPresent());
        change.add(3, BandwidthUsage.OVERUSING, BandwidthUsage.NORMAL);
        change.add(4, BandwidthUsage.NORMAL, BandwidthUsage.OVERUSING);
        assertFalse(change.isPresent());
        change.add(5, BandwidthUsage.OVERUSING, BandwidthUsage.NORMAL);
        assertTrue(change.isPresent());
        assertEquals(BandwidthUsage.OVERUSING, change.before());
    }

    @Test
    void holdsAnyNumberOfStreams() {
        for (int count : new int[] {0, 8, 9, 40, 3}) {
            update.set(1, 2, null, upTo(count));
            assertArrayEquals(upTo(count).toArray(), update.toArray());
            assertEquals(count, update.size());
            assertThrows(IndexOutOfBoundsException.class, () -> update.get(count));
        }
    }
}
