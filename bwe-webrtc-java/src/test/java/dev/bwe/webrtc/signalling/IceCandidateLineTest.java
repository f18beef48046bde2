package dev.bwe.webrtc.signalling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateLineTest {
    private static final String SRFLX =
            "candidate:842163049 1 udp 1677729535 203.0.113.9 61665 typ srflx raddr 192.0.2.5 rport 51472 generation 0 ufrag Ab+/ network-cost 999";

    @Test
    void movesAddressAndPortAndBlanksTheRelatedAddress() {
        IceCandidateLine moved = IceCandidateLine.parse(SRFLX).at("127.0.0.1", 4000);

        assertEquals(
                "candidate:842163049 1 udp 1677729535 127.0.0.1 4000 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag Ab+/ network-cost 999",
                moved.toString());
    }

    @Test
    void readsWhatItSays() {
        IceCandidateLine line = IceCandidateLine.parse("a=" + SRFLX);

        assertEquals("203.0.113.9", line.address());
        assertEquals(61665, line.port());
        assertEquals("srflx", line.type());
        assertTrue(line.isUdp() && line.isFirstComponent() && line.hasIpAddress());
    }

    @Test
    void tellsNamesFromAddresses() {
        assertFalse(IceCandidateLine.parse("candidate:1 1 udp 1 5e7a.local 5000 typ host")
                .hasIpAddress());
        assertFalse(IceCandidateLine.parse("candidate:1 1 udp 1 999.1.1.1 5000 typ host")
                .hasIpAddress());
        assertTrue(IceCandidateLine.parse("candidate:1 1 udp 1 2001:db8::1 5000 typ host")
                .hasIpAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:1",
                "candidate:1 1 udp 1 192.0.2.1 5000 host",
                "candidate:1 1 udp 1 192.0.2.1 70000 typ host",
                "candidate:1 1 udp 1 192.0.2.1 x typ host",
                "candidat:1 1 udp 1 192.0.2.1 5000 typ host"
            })
    void refusesWhatIsNoCandidate(String line) {
        assertNull(IceCandidateLine.parse(line));
    }
}
