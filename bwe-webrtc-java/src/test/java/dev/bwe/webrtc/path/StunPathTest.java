package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.webrtc.net.IoLoop;
import dev.bwe.webrtc.path.PathHarness.Stun;
import dev.bwe.webrtc.stun.StunBytes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** STUN through a whole path, with real sockets. */
class StunPathTest {
    /** Of both peers, by the harness. */
    private static final String PASSWORD = "0123456789abcdef01234567";

    private static final String FOR_LOCAL = "actpass:passive";
    private static final String FOR_REMOTE = "passive:actpass";

    private final AtomicLong nowUs = new AtomicLong(1);
    private final AtomicLong transactions = new AtomicLong(1);
    private IoLoop loop;
    private PathHarness call;
    private InetSocketAddress outer;

    @BeforeEach
    void connect() {
        loop = IoLoop.start("test");
        call = new PathHarness(loop, nowUs::get, new Interceptor() {}).connect();
        outer = new InetSocketAddress(InetAddress.getLoopbackAddress(), call.outerPort());
    }

    @AfterEach
    void close() throws IOException {
        call.close();
        loop.close();
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private void send(DatagramSocket from, byte[] bytes) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, outer));
    }

    private static byte[] receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        at.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Test
    void eachPeerSeesTheAddressThatItHasWithoutThePath() throws InterruptedException {
        long first = transactions.getAndIncrement();
        call.local.sendTo(call.local.towards(), StunBytes.request(first, FOR_REMOTE, PASSWORD));
        Stun asked = PathHarness.take(call.remote.stun);
        call.remote.sendTo(asked.from(), StunBytes.success(first, asked.from(), PASSWORD));
        Stun answer = PathHarness.take(call.local.stun);
        assertEquals(call.local.address(), StunBytes.xorMapped(answer.bytes()));
        assertTrue(StunBytes.isSound(answer.bytes(), PASSWORD));

        long second = transactions.getAndIncrement();
        call.remote.sendTo(outer, StunBytes.request(second, FOR_LOCAL, PASSWORD));
        asked = PathHarness.take(call.local.stun);
        call.local.sendTo(asked.from(), StunBytes.success(second, asked.from(), PASSWORD));
        answer = PathHarness.take(call.remote.stun);
        assertEquals(call.remote.address(), StunBytes.xorMapped(answer.bytes()));
        assertTrue(StunBytes.isSound(answer.bytes(), PASSWORD));
    }

    @Test
    void stunThatCarriesDtlsAndThatNobodyKnownSignedIsCountedAndDoesNotStopTheThread() throws InterruptedException {
        byte[] forged = StunBytes.of(StunBytes.REQUEST, 1)
                .attribute(0xC070, new byte[8])
                .signed("somebody else's")
                .fingerprinted();
        call.remote.sendTo(outer, forged);
        call.local.sendTo(call.local.towards(), forged);
        PathHarness.await("both are counted", () -> call.path.statistics().droppedMalformed == 2);

        call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
        assertArrayEquals(PathHarness.rtp(PathHarness.SSRC, 1), PathHarness.take(call.local.rtp));
        assertNull(call.local.stun.poll());
        assertNull(call.remote.stun.poll());
    }

    @Test
    void aCapturedRequestSentAgainFromManyPortsOpensNothing() throws IOException, InterruptedException {
        byte[] captured = StunBytes.request(transactions.getAndIncrement(), FOR_LOCAL, PASSWORD);
        call.remote.sendTo(outer, captured);
        PathHarness.take(call.local.stun);
        long dropped = call.path.statistics().droppedUnknownSource;

        for (int i = 0; i < 300; i++) {
            try (DatagramSocket attacker = socket()) {
                send(attacker, captured);
            }
        }
        PathHarness.await("all are dropped", () -> call.path.statistics().droppedUnknownSource == dropped + 300);
        assertNull(call.local.stun.poll());
    }

    /** The attacker has many requests that never arrived, so each of them admits an address. */
    @Test
    void thePeerCanMoveToANewPortWhileSomebodySendsManyCapturedRequests() throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            try (DatagramSocket attacker = socket()) {
                send(attacker, StunBytes.request(transactions.getAndIncrement(), FOR_LOCAL, PASSWORD));
            }
        }
        try (DatagramSocket moved = socket()) {
            long transaction = transactions.getAndIncrement();
            send(moved, StunBytes.request(transaction, FOR_LOCAL, PASSWORD));
            Stun request = stunOf(transaction);
            long check = transactions.getAndIncrement();
            call.local.sendTo(request.from(), StunBytes.request(check, FOR_REMOTE, PASSWORD));
            receive(moved);
            send(moved, StunBytes.success(check, outer, PASSWORD));
            stunOf(check);
            for (int i = 0; i < 300; i++) {
                try (DatagramSocket attacker = socket()) {
                    send(attacker, StunBytes.request(transactions.getAndIncrement(), FOR_LOCAL, PASSWORD));
                }
            }

            byte[] packet = PathHarness.rtp(PathHarness.SSRC, 1);
            send(moved, call.remote.sealed(packet));
            assertArrayEquals(packet, PathHarness.take(call.local.rtp));
            call.local.sendTo(request.from(), call.local.sealed(packet));
            assertTrue(receive(moved).length > packet.length, "media follows the peer");
        }
    }

    /** The answer is genuine, but to a request that the local peer did not send there. */
    @Test
    void aCapturedAnswerConfirmsNoAddress() throws IOException, InterruptedException {
        try (DatagramSocket attacker = socket()) {
            long transaction = transactions.getAndIncrement();
            send(attacker, StunBytes.request(transaction, FOR_LOCAL, PASSWORD));
            stunOf(transaction);
            long captured = transactions.getAndIncrement();
            send(attacker, StunBytes.success(captured, outer, PASSWORD));
            stunOf(captured);

            nowUs.addAndGet(PathTable.UNCONFIRMED_LIFETIME_US + PathTable.SWEEP_INTERVAL_US);
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            PathHarness.take(call.local.rtp);
            long dropped = call.path.statistics().droppedUnknownSource;
            send(attacker, StunBytes.success(captured, outer, PASSWORD));
            PathHarness.await(
                    "the address is unknown again", () -> call.path.statistics().droppedUnknownSource == dropped + 1);
        }
    }

    /** The local peer's next STUN message with that transaction id. */
    private Stun stunOf(long transaction) throws InterruptedException {
        while (true) {
            Stun message = call.local.stun.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no STUN message " + transaction);
            }
            if (ByteBuffer.wrap(message.bytes()).getLong(8) == transaction) {
                return message;
            }
        }
    }
}
