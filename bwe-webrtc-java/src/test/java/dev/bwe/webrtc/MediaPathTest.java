package dev.bwe.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A whole path, with real sockets and handshakes. */
class MediaPathTest {
    private static final Interceptor PASSES_ALL = new Interceptor() {
    };

    /** Throws an error at the first packet of each stream, and at unbind and close. */
    private static final class Failing implements Interceptor {
        @Override
        public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
            AtomicInteger packets = new AtomicInteger();
            return (buffer, offset, capacity, attributes) -> {
                if (packets.incrementAndGet() == 1) {
                    throw new NoClassDefFoundError("on purpose");
                }
                return reader.read(buffer, offset, capacity, attributes);
            };
        }

        @Override
        public void unbindRemoteStream(StreamInfo info) {
            throw new AssertionError("on purpose");
        }

        @Override
        public void close() {
            throw new AssertionError("on purpose");
        }
    }

    private static final class Closable implements Interceptor {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();

        @Override
        public void close() {
            closed.complete(null);
        }
    }

    /** A socket that a selector watches is closed for good when that selects next. */
    private static boolean isFree(int port) {
        try {
            new DatagramSocket(port).close();
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void anErrorInAnInterceptorCostsItsPacketAndIsCounted() throws IOException, InterruptedException {
        try (IoLoop loop = IoLoop.start("test"); PathHarness call = new PathHarness(loop, () -> 0, new Failing()).connect()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 2));

            assertArrayEquals(PathHarness.rtp(PathHarness.SSRC, 2), PathHarness.take(call.local.rtp));
            assertEquals(1, call.path.statistics().interceptorFailures());
            assertEquals(2, call.path.statistics().rtpFromRemote());
        }
    }

    @Test
    void anInterceptorThatFailsToUnbindAndToCloseKeepsNoSocketOpen() throws IOException, InterruptedException {
        try (IoLoop loop = IoLoop.start("test"); PathHarness call = new PathHarness(loop, () -> 0, new Failing()).connect()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            PathHarness.await("a stream is bound", () -> call.path.statistics().remoteStreams() == 1);

            call.path.close();

            PathHarness.await("the path's port is free", () -> isFree(call.outerPort()));
        }
    }

    @Test
    void closesWhenItsLoopFails() throws Exception {
        Selector selector = Selector.open();
        Closable chain = new Closable();
        try (IoLoop loop = IoLoop.start("test", selector); PathHarness call = new PathHarness(loop, () -> 0, chain).connect()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            PathHarness.take(call.local.rtp);

            selector.close();

            chain.closed.get(30, TimeUnit.SECONDS);
            PathHarness.await("the last statistics", () -> call.path.statistics().rtpToLocal() == 1);
            call.path.close();
            PathHarness.await("the path's port is free", () -> isFree(call.outerPort()));
        }
    }

    @Test
    void isNotMadeOnALoopThatHasEnded() {
        IoLoop loop = IoLoop.start("test");
        loop.close();

        assertThrows(IllegalStateException.class, () -> new PathHarness(loop, () -> 0, PASSES_ALL));
    }

    @Test
    void aPathThatIsOpenWhenItsLoopIsClosedIsClosed() throws Exception {
        Closable chain = new Closable();
        IoLoop loop = IoLoop.start("test");
        try (PathHarness call = new PathHarness(loop, () -> 0, chain)) {
            loop.close();

            chain.closed.get(30, TimeUnit.SECONDS);
            assertEquals(0, call.path.statistics().rtpToLocal());
        }
    }
}
