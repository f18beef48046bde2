package dev.bwe.examples.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NetworkEmulatorTest {
    private static final LinkProfile PLAIN = LinkProfile.builder().build();

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private NetworkEmulator emulator(LinkProfile aToB, LinkProfile bToA) {
        NetworkEmulator emulator = NetworkEmulator.open(aToB, bToA);
        open.add(emulator);
        return emulator;
    }

    /** A socket of a peer as ICE uses it: it has a candidate and answers to where a packet came from. */
    private final class Port {
        private final DatagramSocket socket;

        Port(String bindTo) throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(bindTo), 0));
            socket.setSoTimeout(5_000);
            open.add(socket);
        }

        String candidate(String ip) {
            return "candidate:1 1 udp 2122260223 " + ip + " " + socket.getLocalPort() + " typ host generation 0";
        }

        void send(InetSocketAddress to, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        }

        Received receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            socket.receive(packet);
            return new Received(
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8),
                    (InetSocketAddress) packet.getSocketAddress());
        }

        void assertSilent() throws IOException {
            socket.setSoTimeout(100);
            assertThrows(SocketTimeoutException.class, this::receive);
            socket.setSoTimeout(5_000);
        }
    }

    private record Received(String text, InetSocketAddress from) {}

    private static InetSocketAddress address(String candidate) {
        String[] tokens = candidate.split(" ");
        return new InetSocketAddress(tokens[4], Integer.parseInt(tokens[5]));
    }

    @Test
    void givesEachSideAnAddressOfItsOwnForTheOther() throws IOException {
        NetworkEmulator emulator = emulator(PLAIN, PLAIN);
        Port a = new Port("127.0.0.1");
        String forB = emulator.insert(Side.A, a.candidate("127.0.0.1"));
        assertEquals("127.0.0.1", address(forB).getAddress().getHostAddress());
        assertNotEquals(a.socket.getLocalPort(), address(forB).getPort());
        assertEquals(forB, emulator.insert(Side.A, a.candidate("127.0.0.1")), "the same candidate twice");
    }

    @Test
    void connectsPeersThatKnowEachOthersCandidatesWhicheverSendsFirst() throws IOException {
        for (Side first : Side.values()) {
            NetworkEmulator emulator = emulator(PLAIN, PLAIN);
            Port a = new Port("127.0.0.1");
            Port b = new Port("127.0.0.1");
            InetSocketAddress aForB = address(emulator.insert(Side.A, a.candidate("127.0.0.1")));
            InetSocketAddress bForA = address(emulator.insert(Side.B, b.candidate("127.0.0.1")));
            Port caller = first == Side.A ? a : b;
            Port callee = first == Side.A ? b : a;
            InetSocketAddress calleeForCaller = first == Side.A ? bForA : aForB;
            InetSocketAddress callerForCallee = first == Side.A ? aForB : bForA;

            caller.send(calleeForCaller, "ping");
            Received ping = callee.receive();
            assertEquals(new Received("ping", callerForCallee), ping);
            callee.send(ping.from(), "pong");
            assertEquals(new Received("pong", calleeForCaller), caller.receive());
        }
    }

    @Test
    void answersFromTheSameSocketBeforeTheCandidateOfTheSenderIsSignalledAndAfter() throws IOException {
        NetworkEmulator emulator = emulator(PLAIN, PLAIN);
        Port a = new Port("127.0.0.1");
        Port b = new Port("127.0.0.1");
        InetSocketAddress aForB = address(emulator.insert(Side.A, a.candidate("127.0.0.1")));
        b.send(aForB, "early");
        InetSocketAddress reflexive = a.receive().from();
        a.send(reflexive, "answer");
        assertEquals(new Received("answer", aForB), b.receive());
        assertEquals(reflexive, address(emulator.insert(Side.B, b.candidate("127.0.0.1"))));
    }

    @Test
    void takesASocketBoundToAllInterfacesForTheAddressThatItsPortWasSignalledWith() throws IOException {
        NetworkEmulator emulator = emulator(PLAIN, PLAIN);
        Port a = new Port("127.0.0.1");
        Port b = new Port("0.0.0.0");
        InetSocketAddress aForB = address(emulator.insert(Side.A, a.candidate("127.0.0.1")));
        // An address of this machine that packets to 127.0.0.1 never come from.
        InetSocketAddress bForA = address(emulator.insert(Side.B, b.candidate("192.0.2.1")));
        b.send(aForB, "ping");
        assertEquals(new Received("ping", bForA), a.receive());
        a.send(bForA, "pong");
        assertEquals(new Received("pong", aForB), b.receive());
    }

    @Test
    void keepsThePairsOfSeveralCandidatesApartAndLetsNothingBypass() throws IOException {
        NetworkEmulator emulator = emulator(PLAIN, PLAIN);
        List<Port> as = List.of(new Port("127.0.0.1"), new Port("127.0.0.2"));
        List<Port> bs = List.of(new Port("127.0.0.1"), new Port("127.0.0.3"), new Port("127.0.0.1"));
        List<InetSocketAddress> asForB = signal(emulator, Side.A, as);
        List<InetSocketAddress> bsForA = signal(emulator, Side.B, bs);
        for (int i = 0; i < as.size(); i++) {
            for (int k = 0; k < bs.size(); k++) {
                as.get(i).send(bsForA.get(k), "a" + i + "b" + k);
                assertEquals(
                        new Received("a" + i + "b" + k, asForB.get(i)),
                        bs.get(k).receive());
                bs.get(k).send(asForB.get(i), "b" + k + "a" + i);
                assertEquals(
                        new Received("b" + k + "a" + i, bsForA.get(k)),
                        as.get(i).receive());
            }
        }
        assertEquals(6, emulator.snapshot(Side.A).deliveredPackets());
        assertEquals(6, emulator.snapshot(Side.B).deliveredPackets());
    }

    private static List<InetSocketAddress> signal(NetworkEmulator emulator, Side owner, List<Port> ports) {
        return ports.stream()
                .map(p -> address(emulator.insert(
                        owner, p.candidate(p.socket.getLocalAddress().getHostAddress()))))
                .toList();
    }

    @Test
    void sendsEachDirectionThroughItsOwnLink() throws IOException {
        NetworkEmulator emulator = emulator(LinkProfile.builder().loss(1).build(), PLAIN);
        Port a = new Port("127.0.0.1");
        Port b = new Port("127.0.0.1");
        InetSocketAddress aForB = address(emulator.insert(Side.A, a.candidate("127.0.0.1")));
        InetSocketAddress bForA = address(emulator.insert(Side.B, b.candidate("127.0.0.1")));
        a.send(bForA, "lost");
        b.send(aForB, "comes");
        assertEquals("comes", a.receive().text());
        b.assertSilent();
        assertEquals(1, emulator.snapshot(Side.A).randomLosses());
        assertEquals(0, emulator.snapshot(Side.B).droppedPackets());
    }

    @Test
    void deliversNeverEarlyAndWithinAMillisecondWhenTheMachineHasTime() throws IOException {
        NetworkEmulator emulator =
                emulator(LinkProfile.builder().delayUs(20_000).build(), PLAIN);
        Port a = new Port("127.0.0.1");
        Port b = new Port("127.0.0.1");
        InetSocketAddress bForA = address(emulator.insert(Side.B, b.candidate("127.0.0.1")));
        long[] us = new long[41];
        for (int i = 0; i < us.length; i++) {
            long sentNs = System.nanoTime();
            a.send(bForA, "x");
            b.receive();
            us[i] = (System.nanoTime() - sentNs) / 1000;
        }
        Arrays.sort(us);
        assertTrue(us[0] >= 20_000, "early: " + us[0] + " us");
        // A busy machine may run the thread late time and again, but a sleep that is too long by design is so every
        // time.
        assertTrue(us[0] < 21_000, "late: " + us[0] + " us at best, " + us[us.length / 2] + " us at the median");
    }

    @Test
    void beginsTheCapacityScheduleWhenAsked() throws IOException {
        NetworkEmulator emulator = emulator(
                LinkProfile.builder()
                        .capacityBps(0)
                        .thenCapacityBps(1, 10_000_000)
                        .build(),
                PLAIN);
        Port a = new Port("127.0.0.1");
        Port b = new Port("127.0.0.1");
        InetSocketAddress bForA = address(emulator.insert(Side.B, b.candidate("127.0.0.1")));
        a.send(bForA, "waits");
        b.assertSilent();
        assertEquals(0, emulator.snapshot(Side.A).capacityBps());
        emulator.startSchedule();
        assertEquals("waits", b.receive().text());
        assertEquals(10_000_000, emulator.snapshot(Side.A).capacityBps());
    }

    @Test
    void rewritesTheCandidatesInsideADescriptionAndRemovesTheOthers() {
        NetworkEmulator emulator = emulator(PLAIN, PLAIN);
        String sdp =
                "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=candidate:1 1 udp 5 127.0.0.1 4000 typ host\r\na=candidate:2 1 tcp 5 127.0.0.1 9 typ host\r\na=mid:0\r\n";
        String relay = emulator.insert(Side.A, "a=candidate:1 1 udp 5 127.0.0.1 4000 typ host");
        assertEquals(
                "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n" + relay + "\r\na=mid:0\r\n",
                emulator.insertAll(Side.A, sdp));
    }

    @Test
    void refusesASenderThatUsesMoreAddressesThanAPeerHas() throws IOException {
        NetworkEmulator emulator = emulator(PLAIN, PLAIN);
        Port a = new Port("127.0.0.1");
        InetSocketAddress aForB = address(emulator.insert(Side.A, a.candidate("127.0.0.1")));
        for (int i = 0; i < RelayTable.MAX_RELAYS_PER_SIDE; i++) {
            new Port("127.0.0.1").send(aForB, "x");
            a.receive();
        }
        new Port("127.0.0.1").send(aForB, "one too many");
        a.assertSilent();
        assertEquals(1, emulator.refusedPackets());
    }

    @Test
    void leavesNoThreadAndNoSocketBehind() throws IOException {
        NetworkEmulator emulator = NetworkEmulator.open(PLAIN, PLAIN);
        InetSocketAddress relay = address(emulator.insert(Side.A, "candidate:1 1 udp 5 127.0.0.1 4000 typ host"));
        emulator.close();
        emulator.close();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals("network-emulator")));
        new DatagramSocket(relay).close();
        assertThrows(
                IllegalStateException.class,
                () -> emulator.insert(Side.A, "candidate:1 1 udp 5 127.0.0.1 4000 typ host"));
        assertNull(emulator.insert(Side.A, "candidate:1 1 tcp 5 127.0.0.1 9 typ host"));
    }
}
