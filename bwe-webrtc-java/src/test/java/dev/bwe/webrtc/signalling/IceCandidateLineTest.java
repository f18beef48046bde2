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
    void distinguishesNamesFromAddresses() {
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
                "candidate:1 1 udp 1 192.0.2.1 +5000 typ host",
                "candidate:1 1 udp 1 192.0.2.1 -1 typ host",
                "candidate:1 1 udp 1 192.0.2.1 \u0665000 typ host",
                "candidate:1 1 udp 1 192.0.2.1 99999999999999999999 typ host",
                "candidate:1 1 udp 4294967296 192.0.2.1 5000 typ host",
                "candidate:1 1 udp one 192.0.2.1 5000 typ host",
                "candidate:1 0 udp 1 192.0.2.1 5000 typ host",
                "candidate:1 257 udp 1 192.0.2.1 5000 typ host",
                "candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\na=fingerprint:sha-256 00",
                "candidate:1 1 udp 1 192.0.2.1 5000 typ host\u0000",
                "candidate:1 1 udp 1 192.0.2.1 5000 typ host \u202e",
                "candidate:1\t1\tudp\t1\t192.0.2.1\t5000\ttyp\thost",
                "candidat:1 1 udp 1 192.0.2.1 5000 typ host"
            })
    void refusesWhatIsNoCandidate(String line) {
        assertNull(IceCandidateLine.parse(line));
    }

    @Test
    void refusesNoneAndEndlessLines() {
        assertNull(IceCandidateLine.parse(null));
        assertNull(IceCandidateLine.parse(SRFLX + " x y".repeat(1_000)));
    }

    private static boolean isAllowed(String address, int port) {
        return IceCandidateLine.parse("candidate:1 1 udp 1 " + address + " " + port + " typ host")
                .isAllowedDestination();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "::ffff:0.0.0.0",
                "224.0.0.1",
                "239.255.255.250",
                "ff02::1",
                "255.255.255.255",
                "host.local",
                "a:b",
                "fe80::1%1"
            })
    void allowsNoAddressThatCanNotBeAPeer(String address) {
        assertFalse(isAllowed(address, 5000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "127.0.0.1", "10.0.0.1", "2001:db8::1", "::1", "::ffff:192.0.2.1", "fe80::1"})
    void allowsPortsFrom1024(String address) {
        assertTrue(isAllowed(address, 1024));
        assertTrue(isAllowed(address, 65_535));
        assertFalse(isAllowed(address, 1023));
        assertFalse(isAllowed(address, 0));
        assertFalse(isAllowed(address, 53));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 443})
    void allowsTheWebsPortsOnPublicAddressesOnly(int port) {
        assertTrue(isAllowed("192.0.2.1", port));
        assertTrue(isAllowed("2001:db8::1", port));
        assertTrue(isAllowed("100.128.0.1", port));
        for (String address : new String[] {
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "100.64.0.1",
            "::1",
            "fe80::1",
            "fd00::1"
        }) {
            assertFalse(isAllowed(address, port), address);
        }
        assertFalse(isAllowed("::ffff:10.0.0.1", port));
    }

    @Test
    void anIpv4AddressInIpv6FormIsAnIpv4Address() {
        IceCandidateLine mapped = IceCandidateLine.parse("candidate:1 1 udp 1 ::ffff:192.0.2.1 5000 typ host");

        assertFalse(mapped.isIpv6());
        assertEquals("192.0.2.1", mapped.ipAddress().getHostAddress());
        assertTrue(IceCandidateLine.parse("candidate:1 1 udp 1 2001:db8::1 5000 typ host")
                .isIpv6());
    }
}
