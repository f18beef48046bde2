package dev.bwe.webrtc.dtls;

import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpProfile;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Two ends of a DTLS leg whose datagrams pass through memory; the test's thread is the I/O thread of both. */
final class DtlsPairHarness implements AutoCloseable {
    /** What the network does with a datagram: delivers it, any number of times, now or later. */
    interface Network {
        void carry(byte[] datagram, Runnable deliver);
    }

    /** One end and everything it reported. */
    final class End implements DtlsSession.Listener {
        final List<byte[]> sent = new ArrayList<>();
        final List<String> failures = new ArrayList<>();
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        int connected;
        int closed;
        int records;
        SrtpKeys keys;
        DtlsSession session;
        End other;

        void transmit(byte[] buf, int off, int len) {
            if (Thread.currentThread() != ioThread) {
                throw new AssertionError("sink called on " + Thread.currentThread());
            }
            byte[] datagram = Arrays.copyOfRange(buf, off, off + len);
            sent.add(datagram);
            network.carry(datagram, () -> other.session.receive(datagram, 0, datagram.length));
        }

        @Override
        public void onConnected(SrtpKeys srtpKeys) {
            connected++;
            keys = srtpKeys;
        }

        @Override
        public void onApplicationData(byte[] buf, int off, int len) {
            records++;
            data.write(buf, off, len);
        }

        @Override
        public void onFailed(String reason) {
            failures.add(reason);
        }

        @Override
        public void onClosed() {
            closed++;
        }

        @Override
        public String toString() {
            return "connected " + connected + ", closed " + closed + ", failures " + failures + ", datagrams sent "
                    + sent.size();
        }
    }

    final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, 8, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "handshake");
                thread.setDaemon(true);
                return thread;
            });
    final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    final End client = new End();
    final End server = new End();
    final DtlsIdentity clientIdentity = DtlsIdentity.generate();
    final DtlsIdentity serverIdentity = DtlsIdentity.generate();
    Network network = (datagram, deliver) -> tasks.add(deliver);
    private final Thread ioThread = Thread.currentThread();

    DtlsPairHarness() {
        this(SrtpProfile.PREFERENCE, SrtpProfile.PREFERENCE);
    }

    DtlsPairHarness(List<SrtpProfile> clientProfiles, List<SrtpProfile> serverProfiles) {
        expect(serverIdentity.fingerprint(), clientIdentity.fingerprint(), clientProfiles, serverProfiles);
    }

    /** Makes both sessions anew, with what each is to expect of the other. */
    void expect(
            Fingerprint ofServer,
            Fingerprint ofClient,
            List<SrtpProfile> clientProfiles,
            List<SrtpProfile> serverProfiles) {
        client.other = server;
        server.other = client;
        client.session = new DtlsSession(
                clientIdentity,
                DtlsRole.CLIENT,
                List.of(ofServer),
                clientProfiles,
                threads,
                tasks::add,
                () -> {},
                client::transmit,
                client);
        server.session = new DtlsSession(
                serverIdentity,
                DtlsRole.SERVER,
                List.of(ofClient),
                serverProfiles,
                threads,
                tasks::add,
                () -> {},
                server::transmit,
                server);
    }

    DtlsPairHarness connect() throws InterruptedException {
        client.session.start();
        pump(() -> client.connected > 0 && server.connected > 0);
        return this;
    }

    /** Runs I/O tasks until the condition holds; gives up after half a minute. */
    void pump(BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!done.getAsBoolean()) {
            Runnable task = tasks.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (task == null) {
                throw new AssertionError("nothing more happens; client: " + client + "; server: " + server);
            }
            task.run();
        }
    }

    /** Runs the I/O tasks that are there. */
    void drain() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Whether all handshake threads come to their end. */
    boolean threadsEnd() throws InterruptedException {
        threads.shutdown();
        return threads.awaitTermination(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        client.session.close();
        server.session.close();
        threads.shutdownNow();
    }
}
