package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.bwe.webrtc.signalling.IceCandidateLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CandidateMapperTest {
    private final List<RelaySocket> outers = new ArrayList<>();
    private final List<RelaySocket> inners = new ArrayList<>();
    private final PathTable table =
            new PathTable(() -> 0, socket -> (socket.standsFor() == Side.LOCAL ? outers : inners).add(socket));
    private final CandidateMapper mapper = new CandidateMapper(table);

    @AfterEach
    void close() {
        table.close();
    }

    private static String host(String address, int port) {
        return "candidate:1 1 udp 2122260223 " + address + " " + port + " typ host generation 0";
    }

    @Test
    void theRemotePeerSeesTheLocalAddressWithTheOuterPort() {
        IceCandidateLine outgoing = IceCandidateLine.parse(mapper.openOutgoing(host("192.0.2.8", 5000)));

        assertEquals("192.0.2.8", outgoing.address());
        assertEquals(outers.get(0).socket().port(), outgoing.port());
        assertNotEquals(5000, outgoing.port());
        assertEquals("/127.0.0.1:5000", outers.get(0).address().toString());
    }

    @Test
    void theLocalPeerSeesALoopbackAddressForEachRemoteOne() {
        IceCandidateLine first = IceCandidateLine.parse(mapper.openIncoming(host("203.0.113.1", 6000)));
        IceCandidateLine second = IceCandidateLine.parse(mapper.openIncoming(host("203.0.113.1", 6001)));

        assertEquals("127.0.0.1", first.address());
        assertNotEquals(first.port(), second.port());
        assertEquals(2, inners.size());
    }

    @Test
    void theSameCandidateAlwaysHasTheSameSocket() {
        assertEquals(mapper.openOutgoing(host("192.0.2.8", 5000)), mapper.openOutgoing(host("192.0.2.8", 5000)));
        assertEquals(mapper.openIncoming(host("203.0.113.1", 6000)), mapper.openIncoming(host("203.0.113.1", 6000)));
        assertEquals(2, outers.size() + inners.size());
    }

    @Test
    void findsTheOriginalOfWhatTheLocalPeerSees() {
        assertEquals(host("203.0.113.1", 6000), mapper.original(mapper.openIncoming(host("203.0.113.1", 6000))));
        assertNull(mapper.original(host("127.0.0.1", 1)));
    }

    @Test
    void dropsWhatThePathCannotCarry() {
        assertNull(mapper.openIncoming("candidate:1 1 tcp 1518280447 203.0.113.1 9 typ host tcptype active"));
        assertNull(mapper.openIncoming("candidate:1 2 udp 2122260222 203.0.113.1 6001 typ host"));
        assertNull(mapper.openIncoming("candidate:1 1 udp 2122260223 1b9c.local 6000 typ host"));
        assertNull(mapper.openIncoming("nonsense"));
        assertNull(mapper.openOutgoing("candidate:1 1 tcp 1518280447 192.0.2.8 9 typ host tcptype active"));
        assertEquals(0, outers.size() + inners.size());
    }

    @Test
    void aPeerThatSignalsEndlessAddressesGetsABoundedNumberOfSockets() {
        int mapped = 0;
        for (int port = 6_001; port <= 6_500; port++) {
            mapped += mapper.openIncoming(host("203.0.113.1", port)) == null ? 0 : 1;
        }
        assertEquals(128, mapped);
    }

    @Test
    void closingLeavesNoSocketAndMakesNone() {
        assertNotNull(mapper.openOutgoing(host("192.0.2.8", 5000)));
        table.close();

        assertFalse(outers.get(0).socket().channel().isOpen());
        assertNull(mapper.openOutgoing(host("192.0.2.8", 5001)));
    }

    @Test
    void destinationsThatTheLocalPeerWouldRefuseGetNoSocket() {
        for (String address : new String[] {"0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "ff02::1", "a:b"}) {
            assertNull(mapper.openIncoming(host(address, 6000)), address);
        }
        assertNull(mapper.openIncoming(host("127.0.0.1", 1000)));
        assertNull(mapper.openIncoming(host("192.168.0.1", 443)));
        assertEquals(8, mapper.dropped());
        assertEquals(0, outers.size() + inners.size());
    }

    @Test
    void anIpv4AddressInIpv6FormHasTheSocketOfTheIpv4Address() {
        String mapped = mapper.openIncoming(host("::ffff:203.0.113.1", 6000));

        assertEquals(mapper.openIncoming(host("203.0.113.1", 6000)), mapped);
        assertEquals("127.0.0.1", IceCandidateLine.parse(mapped).address());
        assertEquals(1, inners.size());
    }

    @Test
    void remembersTheAddressOfTheLocalPeersCandidate() {
        mapper.openOutgoing(host("192.0.2.8", 5000));

        assertEquals("/192.0.2.8:5000", outers.get(0).candidate().toString());
    }
}
