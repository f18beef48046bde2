package dev.bwe.webrtc.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.stun.StunBytes;
import dev.bwe.webrtc.stun.StunMessage;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtectedDatagramTest {
    private static ProtectedDatagram stun() {
        byte[] request = StunBytes.request(1, "a:b", "password");
        StunMessage message = new StunMessage();
        assertTrue(message.wrap(request, 0, request.length));
        return message.unchanged();
    }

    @Test
    void onlyTheClassesThatProtectCanMakeOne() throws IllegalAccessException {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ProtectedDatagram.maker(MethodHandles.lookup()));
        assertTrue(refused.getMessage().contains(ProtectedDatagramTest.class.getName()), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> ProtectedDatagram.maker(MethodHandles.publicLookup().in(StunMessage.class)));
        assertEquals(0, ProtectedDatagram.class.getConstructors().length);
    }

    @Test
    void aSocketSendsNothingElse() {
        List<String> senders = Arrays.stream(PathSocket.class.getDeclaredMethods())
                .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                .filter(method -> Arrays.asList(method.getParameterTypes()).contains(ByteBuffer.class)
                        || Arrays.asList(method.getParameterTypes()).contains(byte[].class))
                .map(Method::getName)
                .toList();

        assertEquals(List.of("receive"), senders);
    }

    @Test
    void isSentOnTheThreadThatFilledItOnly() throws InterruptedException {
        try (PathSocket socket = PathSocket.open(InetAddress.getLoopbackAddress());
                PathSocket target = PathSocket.open(InetAddress.getLoopbackAddress())) {
            InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port());
            ProtectedDatagram datagram = stun();
            boolean[] sentElsewhere = {true};
            Thread other = new Thread(() -> sentElsewhere[0] = socket.send(datagram, to));
            other.start();
            other.join();

            assertFalse(sentElsewhere[0]);
            assertTrue(socket.send(datagram, to));
            assertFalse(socket.send(null, to));
            assertFalse(socket.send(datagram, InetSocketAddress.createUnresolved("nowhere.invalid", 5000)));
            assertFalse(socket.send(datagram, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        }
    }
}
