package dev.bwe.examples.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCandidateTest {
    private static final String HOST =
            "candidate:842163049 1 udp 1677729535 192.168.1.2 54321 typ host generation 0 ufrag EsAw network-id 1 network-cost 10";

    @Test
    void replacesAddressAndPortAndNothingElse() {
        assertEquals(
                "candidate:842163049 1 udp 1677729535 127.0.0.1 9 typ host generation 0 ufrag EsAw network-id 1 network-cost 10",
                HostCandidate.parse(HOST).withAddress(new InetSocketAddress("127.0.0.1", 9)));
    }

    @Test
    void readsTheAddress() {
        assertEquals(
                new InetSocketAddress("192.168.1.2", 54321),
                HostCandidate.parse("a=" + HOST).address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:1 1 udp 1",
                "candidate:1 1 tcp 1518280447 192.168.1.2 9 typ host tcptype active",
                "candidate:1 1 udp 1 fe80::1 5000 typ host",
                "candidate:1 1 udp 1 0b1ce2a5-3f2e-4b8c-9d59-8f6ea7a1c0de.local 5000 typ host",
                "candidate:1 1 udp 1 203.0.113.9 5000 typ srflx raddr 192.168.1.2 rport 4000",
                "candidate:1 1 udp 1 203.0.113.9 5000 typ relay raddr 192.168.1.2 rport 4000",
                "candidate:1 1 udp 1 192.168.1.256 5000 typ host",
                "candidate:1 1 udp 1 192.168.1.2 0 typ host",
                "candidate:1 1 udp 1 192.168.1.2 65536 typ host"
            })
    void refusesWhatIsNoUdpHostCandidateWithAnIpv4Address(String line) {
        assertNull(HostCandidate.parse(line));
    }
}
