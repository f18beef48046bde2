package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.webrtc.net.IoLoop;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A whole path, with real sockets and handshakes. */
class MediaPathTest {
    private static final Interceptor PASSES_ALL = new Interceptor() {};

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
        try (IoLoop loop = IoLoop.start("test");
                PathHarness call = new PathHarness(loop, () -> 0, new Failing()).connect()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 2));

            assertArrayEquals(PathHarness.rtp(PathHarness.SSRC, 2), PathHarness.take(call.local.rtp));
            assertEquals(1, call.path.statistics().interceptorFailures);
            assertEquals(2, call.path.statistics().rtpFromRemote);
        }
    }

    @Test
    void anInterceptorThatFailsToUnbindAndToCloseKeepsNoSocketOpen() throws IOException, InterruptedException {
        try (IoLoop loop = IoLoop.start("test");
                PathHarness call = new PathHarness(loop, () -> 0, new Failing()).connect()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            PathHarness.await("a stream is bound", () -> call.path.statistics().remoteStreams == 1);

            call.path.close();

            PathHarness.await("the path's port is free", () -> isFree(call.outerPort()));
        }
    }

    @Test
    void closesWhenItsLoopFails() throws Exception {
        Selector selector = Selector.open();
        Closable chain = new Closable();
        try (IoLoop loop = IoLoop.start("test", selector);
                PathHarness call = new PathHarness(loop, () -> 0, chain).connect()) {
            call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
            PathHarness.take(call.local.rtp);

            selector.close();

            chain.closed.get(30, TimeUnit.SECONDS);
            PathHarness.await("the last statistics", () -> call.path.statistics().rtpToLocal == 1);
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
            assertEquals(0, call.path.statistics().rtpToLocal);
        }
    }

    /** Keeps what an interceptor sends RTCP with. */
    private static final class Sender implements Interceptor {
        private static final int LENGTH = 8;
        /** Begins an empty receiver report. */
        private static final int REPORT = 0x80C90001;
        /** Of version 0, which SRTCP refuses. */
        private static final int NOT_RTCP = 0x00C90001;

        private RtcpWriter writer;

        @Override
        public RtcpWriter bindRtcpWriter(RtcpWriter towardsNetwork) {
            writer = towardsNetwork;
            return towardsNetwork;
        }

        private int send(int firstWord) throws IOException {
            byte[] compound =
                    ByteBuffer.allocate(LENGTH).putInt(firstWord).putInt(1).array();
            return writer.write(compound, 0, LENGTH, new Attributes());
        }
    }

    private static int sendAny(Sender sender, int firstWord) {
        try {
            return sender.send(firstWord);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rtcpOfAnotherThreadIsTakenOnlyWhileThePathIsOpen() throws IOException, InterruptedException {
        Sender sender = new Sender();
        try (IoLoop loop = IoLoop.start("test");
                PathHarness call = new PathHarness(loop, () -> 0, sender)) {
            assertEquals(0, sender.send(Sender.REPORT), "taken before there are keys");

            call.connect();
            PathHarness.await("the path is open", () -> sendAny(sender, Sender.REPORT) == Sender.LENGTH);
            assertEquals(Sender.LENGTH, PathHarness.take(call.remote.rtcp).length);
            assertEquals(1, call.path.statistics().rtcpToRemote);
            assertEquals(0, call.path.statistics().rtcpLost);

            call.path.close();
            assertEquals(0, sender.send(Sender.REPORT), "taken after the end");
        }
    }

    @Test
    void rtcpThatWasTakenAndCanNotBeSentIsCounted() throws IOException, InterruptedException {
        Sender sender = new Sender();
        try (IoLoop loop = IoLoop.start("test");
                PathHarness call = new PathHarness(loop, () -> 0, sender).connect()) {
            PathHarness.await("the path is open", () -> sendAny(sender, Sender.NOT_RTCP) == Sender.LENGTH);

            assertEquals(1, call.path.statistics().rtcpLost);
            assertEquals(0, call.path.statistics().rtcpToRemote);
        }
    }
}
