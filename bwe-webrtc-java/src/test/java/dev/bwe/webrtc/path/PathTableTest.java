package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PathTableTest {
    private static final long SECOND = 1_000_000;

    private final AtomicInteger opened = new AtomicInteger();
    private long nowUs = 1_000 * SECOND;
    private final PathTable table = new PathTable(() -> nowUs, socket -> opened.incrementAndGet());

    @AfterEach
    void close() {
        table.close();
    }

    private static InetSocketAddress remote(int port) {
        return new InetSocketAddress("192.0.2.1", port);
    }

    private RelaySocket confirmed(int port) {
        RelaySocket inner = table.findOrAdmit(remote(port));
        table.confirm(inner);
        return inner;
    }

    private void pass(long us, boolean connected) {
        nowUs += us;
        table.sweep(nowUs, connected);
    }

    @Test
    void addressesThatNobodyConfirmedDisplaceEachOtherAndNoOther() {
        RelaySocket signalled = table.findOrOpen(Side.REMOTE, remote(5_000));
        RelaySocket withTraffic = confirmed(5_001);
        for (int port = 10_000; port < 10_300; port++) {
            assertNotNull(table.findOrAdmit(remote(port)));
        }

        assertEquals(2 + PathTable.MAX_UNCONFIRMED, table.size());
        assertFalse(signalled.isClosed() || withTraffic.isClosed());
        assertSame(withTraffic, table.find(Side.REMOTE, remote(5_001)));
        assertNull(table.find(Side.REMOTE, remote(10_000)));
        assertNotNull(table.find(Side.REMOTE, remote(10_299)));
        assertTrue(table.refused() > 0);
    }

    @Test
    void thePeersMoveToANewPortSucceedsAmongForgedAddresses() {
        confirmed(5_000);
        for (int port = 10_000; port < 10_300; port++) {
            table.findOrAdmit(remote(port));
        }
        RelaySocket moved = table.findOrAdmit(remote(5_001));
        table.confirm(moved);
        for (int port = 20_000; port < 20_300; port++) {
            table.findOrAdmit(remote(port));
        }

        assertFalse(moved.isClosed());
        assertSame(moved, table.find(Side.REMOTE, remote(5_001)));
    }

    @Test
    void addressesThatNobodyConfirmedExpire() {
        RelaySocket inner = table.findOrAdmit(remote(10_000));
        pass(PathTable.UNCONFIRMED_LIFETIME_US - 1, false);
        assertFalse(inner.isClosed());
        pass(PathTable.SWEEP_INTERVAL_US, false);

        assertTrue(inner.isClosed());
        assertFalse(inner.socket().channel().isOpen());
        assertNull(table.find(Side.REMOTE, remote(10_000)));
    }

    @Test
    void anUnconfirmedAddressThatIsSignalledKeepsItsSocket() {
        RelaySocket inner = table.findOrAdmit(remote(10_000));

        assertSame(inner, table.findOrOpen(Side.REMOTE, remote(10_000)));
        pass(PathTable.UNCONFIRMED_LIFETIME_US, false);
        assertFalse(inner.isClosed());
        assertEquals(1, opened.get());
    }

    @Test
    void confirmingAClosedSocketDoesNotBringItBack() {
        RelaySocket inner = table.findOrAdmit(remote(10_000));
        pass(PathTable.UNCONFIRMED_LIFETIME_US, false);
        table.confirm(inner);

        assertNull(table.find(Side.REMOTE, remote(10_000)));
        assertNotSame(inner, table.findOrAdmit(remote(10_000)));
    }

    @Test
    void confirmedAddressesHaveABoundToo() {
        for (int port = 10_000; port < 10_000 + 2 * PathTable.MAX_SOCKETS; port++) {
            confirmed(port);
        }
        assertTrue(table.size() <= PathTable.MAX_SOCKETS + PathTable.MAX_UNCONFIRMED, table.size() + " sockets");
    }

    @Test
    void aConfirmedAddressTakesThePlaceOfASignalledOneThatNeverAnswered() {
        RelaySocket quiet = confirmed(5_000);
        nowUs += SECOND / 2;
        for (int port = 5_001; port < 5_000 + PathTable.MAX_SOCKETS; port++) {
            table.findOrOpen(Side.REMOTE, remote(port));
        }
        RelaySocket inner = confirmed(10_000);
        pass(PathTable.UNCONFIRMED_LIFETIME_US, false);

        assertFalse(inner.isClosed() || quiet.isClosed());
        assertEquals(PathTable.MAX_SOCKETS, table.size());
    }

    @Test
    void socketsThatCarryNothingAreClosedOnceThePathIsConnected() {
        RelaySocket outer = table.findOrOpen(Side.LOCAL, PathTable.localPeer(6_000, false));
        RelaySocket idle = table.findOrOpen(Side.LOCAL, PathTable.localPeer(6_001, false));
        RelaySocket inner = table.findOrOpen(Side.REMOTE, remote(5_000));
        RelaySocket unused = table.findOrOpen(Side.REMOTE, remote(5_001));
        pass(2 * PathTable.GRACE_US, false);
        assertEquals(4, table.size(), "before, the peers may still be gathering");

        outer.used(nowUs);
        inner.used(nowUs);
        pass(PathTable.GRACE_US - 1, true);

        assertFalse(outer.isClosed() || inner.isClosed());
        assertTrue(idle.isClosed() && unused.isClosed());
        assertEquals(2, table.size());
    }

    @Test
    void aRestartClosesWhatHasCarriedNothingOfLate() {
        RelaySocket used = table.findOrOpen(Side.LOCAL, PathTable.localPeer(6_000, false));
        RelaySocket idle = table.findOrOpen(Side.LOCAL, PathTable.localPeer(6_001, false));
        nowUs += PathTable.RESTART_GRACE_US;
        RelaySocket justSignalled = table.findOrOpen(Side.REMOTE, remote(5_000));
        used.used(nowUs);
        table.restart();

        assertTrue(idle.isClosed());
        assertFalse(used.isClosed() || justSignalled.isClosed());
    }

    @Test
    void manyRestartsInAQuickRowFindSockets() {
        RelaySocket inUse = table.findOrOpen(Side.LOCAL, PathTable.localPeer(6_000, false));
        RelaySocket peer = confirmed(5_000);
        for (int restart = 0; restart < 500; restart++) {
            nowUs += SECOND / 20;
            inUse.used(nowUs);
            peer.used(nowUs);
            table.restart();
            for (int i = 1; i <= 2; i++) {
                assertNotNull(table.findOrOpen(Side.LOCAL, PathTable.localPeer(7_000 + 2 * restart + i, false)));
                assertNotNull(table.findOrOpen(Side.REMOTE, remote(7_000 + 2 * restart + i)));
            }
        }

        assertFalse(inUse.isClosed() || peer.isClosed());
        assertEquals(0, table.refused());
        assertTrue(table.size() <= 2 * PathTable.MAX_SOCKETS, table.size() + " sockets");
    }

    @Test
    void endlessAddressesOfOneGenerationAreRefusedAndCounted() {
        for (int port = 5_000; port < 5_000 + PathTable.MAX_SOCKETS; port++) {
            assertNotNull(table.findOrOpen(Side.REMOTE, remote(port)));
        }
        nowUs += 5 * SECOND;
        assertNull(table.findOrOpen(Side.REMOTE, remote(4_000)));
        assertNull(table.findOrOpen(Side.REMOTE, remote(4_001)));
        assertEquals(2, table.refused());
        table.restart();
        assertNotNull(table.findOrOpen(Side.REMOTE, remote(4_000)));
    }

    @Test
    void aClosedTableOpensNothing() {
        RelaySocket inner = table.findOrAdmit(remote(5_000));
        table.close();

        assertTrue(inner.isClosed());
        assertNull(table.findOrAdmit(remote(5_001)));
        assertNull(table.findOrOpen(Side.REMOTE, remote(5_001)));
        assertEquals(0, table.size());
        assertEquals(0, table.refused());
    }

    @Test
    void anAddressIsConfirmedByTheAnswerToARecentRequestOnly() {
        RelaySocket inner = table.findOrAdmit(remote(5_000));
        for (int id = 1; id <= 33; id++) {
            inner.asked(id);
        }
        assertFalse(inner.hasAsked(1));
        assertTrue(inner.hasAsked(2) && inner.hasAsked(33));
        assertFalse(inner.hasAsked(34));
    }
}
