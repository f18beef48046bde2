package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.webrtc.net.IoLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a path at moments when the I/O thread is in an interceptor. */
@Timeout(60)
class CloseTest {
    /** Far less than the five seconds that a path waits for an answer of the I/O thread. */
    private static final long MAX_STALL_MILLIS = 1_500;

    private final AtomicInteger chainCloses = new AtomicInteger();
    private final CompletableFuture<Long> stallMillis = new CompletableFuture<>();

    /** Runs an action with the first packet, on the I/O thread, and measures how long it takes. */
    private Interceptor duringPacket(Runnable action) {
        return new Interceptor() {
            @Override
            public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
                return (buffer, offset, capacity, attributes) -> {
                    if (!stallMillis.isDone()) {
                        long start = System.nanoTime();
                        action.run();
                        stallMillis.complete(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                    }
                    return reader.read(buffer, offset, capacity, attributes);
                };
            }

            @Override
            public void close() {
                chainCloses.incrementAndGet();
            }
        };
    }

    private void closes(IoLoop loop, PathHarness call) throws Exception {
        call.connect();
        call.remote.sendRtp(PathHarness.rtp(PathHarness.SSRC, 1));
        long stalled = stallMillis.get(30, TimeUnit.SECONDS);

        assertTrue(stalled < MAX_STALL_MILLIS, "the I/O thread was held up for " + stalled + " ms");
        PathHarness.await("the chain is closed", () -> chainCloses.get() > 0);
        call.path.close();
        loop.close();
        assertEquals(1, chainCloses.get());
    }

    private static void onAnotherThread(Runnable action) {
        CompletableFuture.runAsync(action).join();
    }

    @Test
    void anInterceptorMayCloseItsPath() throws Exception {
        PathHarness[] calls = new PathHarness[1];
        IoLoop loop = IoLoop.start("test");
        try (PathHarness call = new PathHarness(loop, () -> 0, duringPacket(() -> calls[0].path.close()))) {
            calls[0] = call;
            closes(loop, call);
        }
    }

    @Test
    void anInterceptorMayWaitForAThreadThatClosesItsPath() throws Exception {
        PathHarness[] calls = new PathHarness[1];
        IoLoop loop = IoLoop.start("test");
        try (PathHarness call =
                new PathHarness(loop, () -> 0, duringPacket(() -> onAnotherThread(() -> calls[0].path.close())))) {
            calls[0] = call;
            closes(loop, call);
        }
    }

    @Test
    void anInterceptorMayWaitForAThreadThatClosesTheLoop() throws Exception {
        IoLoop loop = IoLoop.start("test");
        try (PathHarness call = new PathHarness(loop, () -> 0, duringPacket(() -> onAnotherThread(loop::close)))) {
            closes(loop, call);
        }
    }

    @Test
    void anInterceptorMayCloseTheLoop() throws Exception {
        IoLoop loop = IoLoop.start("test");
        try (PathHarness call = new PathHarness(loop, () -> 0, duringPacket(loop::close))) {
            closes(loop, call);
        }
    }
}
