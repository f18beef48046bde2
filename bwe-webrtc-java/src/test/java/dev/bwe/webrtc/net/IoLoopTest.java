package dev.bwe.webrtc.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IoLoopTest {
    private static final int WAIT_SECONDS = 30;

    private static boolean happens(CountDownLatch latch) throws InterruptedException {
        return latch.await(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Twice, because a loop that ends still runs what waits. */
    private static boolean stillRuns(IoLoop loop) throws InterruptedException {
        return runsATask(loop) && runsATask(loop);
    }

    private static boolean runsATask(IoLoop loop) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        return loop.tryExecute(ran::countDown) && happens(ran);
    }

    @Test
    void anErrorInATaskEndsThatTaskOnly() throws InterruptedException {
        try (IoLoop loop = IoLoop.start("test")) {
            loop.execute(() -> {
                throw new NoClassDefFoundError("on purpose");
            });
            assertTrue(stillRuns(loop));
        }
    }

    @Test
    void aFailureThatCanNotEvenBeLoggedEndsThatTaskOnly() throws InterruptedException {
        try (IoLoop loop = IoLoop.start("test")) {
            loop.execute(() -> {
                throw new IllegalStateException() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public String getMessage() {
                        throw new AssertionError("on purpose");
                    }
                };
            });
            assertTrue(stillRuns(loop));
        }
    }

    @Test
    void anErrorInAHandlerEndsThatCallOnly() throws IOException, InterruptedException {
        CountDownLatch calls = new CountDownLatch(3);
        try (IoLoop loop = IoLoop.start("test");
                DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            loop.register(channel, this, () -> {
                calls.countDown();
                throw new StackOverflowError("on purpose");
            });
            channel.send(ByteBuffer.allocate(1), channel.getLocalAddress());

            assertTrue(happens(calls));
            assertTrue(stillRuns(loop));
        }
    }

    @Test
    void whenItCanNotWaitAnyMoreItTellsAndTakesNothingMore() throws IOException, InterruptedException {
        Selector selector = Selector.open();
        try (IoLoop loop = IoLoop.start("test", selector)) {
            CountDownLatch told = new CountDownLatch(2);
            AtomicBoolean onLoop = new AtomicBoolean();
            assertTrue(loop.atEnd(() -> {
                onLoop.set(loop.isLoopThread());
                told.countDown();
                throw new AssertionError("on purpose");
            }));
            assertTrue(loop.atEnd(told::countDown));

            selector.close();

            assertTrue(happens(told));
            assertTrue(onLoop.get());
            assertFalse(loop.tryExecute(() -> {}), "a task was taken that nobody will run");
            assertFalse(loop.atEnd(() -> {}));
        }
    }

    @Test
    void closingRunsWhatWaitsAndThenWhatComesAtTheEnd() throws InterruptedException {
        AtomicInteger step = new AtomicInteger();
        IoLoop loop = IoLoop.start("test");
        Runnable takenBack = () -> step.set(-100);
        loop.atEnd(() -> step.compareAndSet(1, 2));
        loop.atEnd(takenBack);
        loop.notAtEnd(takenBack);
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                happens(busy);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        loop.execute(() -> step.compareAndSet(0, 1));
        busy.countDown();
        loop.close();

        assertEquals(2, step.get());
    }

    private static final int BLOCK_MILLIS = 10;
    private static final int DATAGRAMS = 15;

    private static DatagramChannel filled(int datagrams) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).configureBlocking(false);
        for (int i = 0; i < datagrams; i++) {
            channel.send(ByteBuffer.allocate(1), channel.getLocalAddress());
        }
        return channel;
    }

    private static boolean read(DatagramChannel channel) {
        try {
            return channel.receive(ByteBuffer.allocate(8)) != null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void block() {
        try {
            Thread.sleep(BLOCK_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A call with three sockets, each of whose datagrams blocks, and tasks that block, beside one that always has something to read. */
    @Test
    void aCallThatBlocksHoldsUpTheOthersByOneBlockOnly() throws IOException, InterruptedException {
        StringBuffer events = new StringBuffer();
        CountDownLatch blocks = new CountDownLatch(4 * DATAGRAMS);
        try (IoLoop loop = IoLoop.start("test");
                DatagramChannel first = filled(DATAGRAMS);
                DatagramChannel second = filled(DATAGRAMS);
                DatagramChannel third = filled(DATAGRAMS);
                DatagramChannel other = filled(1)) {
            Runnable blocking = () -> {
                events.append('b');
                block();
                blocks.countDown();
            };
            AtomicBoolean tasksWait = new AtomicBoolean();
            CountDownLatch registered = new CountDownLatch(1);
            loop.execute(() -> {
                for (DatagramChannel channel : List.of(first, second, third)) {
                    loop.register(channel, "blocking call", () -> {
                        boolean read = read(channel);
                        if (read) {
                            blocking.run();
                            if (tasksWait.compareAndSet(false, true)) {
                                Collections.nCopies(DATAGRAMS, blocking).forEach(loop::execute);
                            }
                        }
                        return read;
                    });
                }
                loop.register(other, "other call", () -> {
                    boolean read = read(other);
                    if (read) {
                        events.append('o');
                        sendToItself(other);
                    }
                    return false;
                });
                registered.countDown();
            });

            assertTrue(happens(registered));
            assertTrue(happens(blocks));
        }
        assertFalse(events.toString().contains("bb"), events.toString());
    }

    private static void sendToItself(DatagramChannel channel) {
        try {
            channel.send(ByteBuffer.allocate(1), channel.getLocalAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void twoCallsThatBlockStarveNeitherEachOtherNorTasks() throws IOException, InterruptedException {
        CountDownLatch reads = new CountDownLatch(2 * DATAGRAMS);
        CountDownLatch tasks = new CountDownLatch(DATAGRAMS);
        try (IoLoop loop = IoLoop.start("test");
                DatagramChannel first = filled(DATAGRAMS);
                DatagramChannel second = filled(DATAGRAMS)) {
            for (DatagramChannel channel : List.of(first, second)) {
                loop.register(channel, channel, () -> {
                    boolean read = read(channel);
                    if (read) {
                        block();
                        reads.countDown();
                    }
                    return read;
                });
            }
            for (int i = 0; i < DATAGRAMS; i++) {
                loop.execute(() -> {
                    block();
                    tasks.countDown();
                });
            }
            assertTrue(happens(reads));
            assertTrue(happens(tasks));
        }
    }
}
