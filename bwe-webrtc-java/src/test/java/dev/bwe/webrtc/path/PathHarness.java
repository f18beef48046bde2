package dev.bwe.webrtc.path;

import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.rtp.PacketKind;
import dev.bwe.webrtc.dtls.DtlsIdentity;
import dev.bwe.webrtc.dtls.DtlsRole;
import dev.bwe.webrtc.dtls.DtlsSession;
import dev.bwe.webrtc.dtls.Fingerprint;
import dev.bwe.webrtc.net.DatagramKind;
import dev.bwe.webrtc.net.IoLoop;
import dev.bwe.webrtc.signalling.IceCandidateLine;
import dev.bwe.webrtc.signalling.PathSignalling;
import dev.bwe.webrtc.signalling.SdpRewriter;
import dev.bwe.webrtc.signalling.TransportDescription;
import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpTransform;
import dev.onvoid.webrtc.RTCSdpType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A media path on the loopback interface between two peers that speak DTLS and SRTP but need no native library. The peers have an I/O
 * thread of their own.
 */
final class PathHarness implements AutoCloseable {
    static final int SSRC = 1111;
    static final int SEND_TIME_ID = 3;
    private static final int WAIT_SECONDS = 30;

    private final ExecutorService handshakes = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "handshake");
        thread.setDaemon(true);
        return thread;
    });
    private final IoLoop peers = IoLoop.start("peers");
    final Peer local;
    final Peer remote;
    final MediaPath path;
    private final String localWire;

    /** A STUN message that a peer received, and where it came from. */
    record Stun(byte[] bytes, InetSocketAddress from) {}

    /** One end of the call. */
    final class Peer implements DtlsSession.Listener {
        final BlockingQueue<byte[]> rtp = new LinkedBlockingQueue<>();
        final BlockingQueue<byte[]> rtcp = new LinkedBlockingQueue<>();
        final BlockingQueue<Stun> stun = new LinkedBlockingQueue<>();
        private final DtlsRole role;
        private final DtlsIdentity identity = DtlsIdentity.generate();
        private final DatagramChannel channel;
        private volatile CompletableFuture<SrtpTransform> srtp = new CompletableFuture<>();
        private final ByteBuffer buffer = ByteBuffer.allocate(4096);
        private volatile InetSocketAddress towards;
        private volatile DtlsSession session;
        private boolean holdsLastFlight;

        private Peer(DtlsRole role) {
            this.role = role;
            try {
                channel = DatagramChannel.open();
                channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                channel.configureBlocking(false);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
        }

        /** The address of the path that stands for the other peer. */
        InetSocketAddress towards() {
            return towards;
        }

        void sendTo(InetSocketAddress to, byte[] bytes) {
            try {
                channel.send(ByteBuffer.wrap(bytes), to);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** Returns a packet as this peer would send it. */
        byte[] sealed(byte[] clear) {
            return CompletableFuture.supplyAsync(
                            () -> srtp.join().protectRtp(clear, 0, clear.length).copy(), peers)
                    .join();
        }

        private int port() {
            return channel.socket().getLocalPort();
        }

        private void begin(int pathPort, Fingerprint ofPath) {
            sendTo(pathPort);
            beginAssociation(ofPath);
            peers.register(channel, this, this::receive);
        }

        /** Sends to another port of the path from now on. */
        void sendTo(int pathPort) {
            towards = new InetSocketAddress(InetAddress.getLoopbackAddress(), pathPort);
        }

        /** Begins an association, the first one or another. */
        void beginAssociation(Fingerprint ofPath) {
            srtp = new CompletableFuture<>();
            DtlsSession next =
                    new DtlsSession(identity, role, List.of(ofPath), handshakes, peers, () -> {}, this::send, this);
            if (holdsLastFlight) {
                next.holdLastFlight();
            }
            session = next;
            if (role == DtlsRole.CLIENT) {
                peers.execute(next::start);
            }
        }

        /** Makes the next association of a server withhold its last flight. */
        void holdLastFlight() {
            holdsLastFlight = true;
        }

        void releaseLastFlight() {
            peers.execute(session::releaseLastFlight);
        }

        void awaitConnected() {
            srtp.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
        }

        /** Returns whether the association has keys. */
        boolean isConnected() {
            return srtp.isDone() && !srtp.isCompletedExceptionally();
        }

        /** Waits for the association to fail and returns the reason. */
        String awaitFailure() {
            return srtp.handle((connected, failure) -> failure == null ? "none" : failure.getMessage())
                    .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        }

        private void send(byte[] bytes, int offset, int length) {
            try {
                channel.send(ByteBuffer.wrap(bytes, offset, length), towards);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private boolean receive() {
            try {
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
                while (from != null) {
                    take(Arrays.copyOf(buffer.array(), buffer.position()), from);
                    from = (InetSocketAddress) channel.receive(buffer.clear());
                }
                return false;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void take(byte[] datagram, InetSocketAddress from) {
            if (DatagramKind.of(datagram, datagram.length) == DatagramKind.STUN) {
                stun.add(new Stun(datagram, from));
            } else if (DatagramKind.of(datagram, datagram.length) == DatagramKind.DTLS) {
                session.receive(datagram, 0, datagram.length);
            } else if (!isConnected()) {
                // Media may overtake the end of the handshake. Waiting for the keys here would keep them from coming.
                return;
            } else if (PacketKind.of(datagram, 0, datagram.length) == PacketKind.RTCP) {
                int length = srtp.join().unprotectRtcp(datagram, 0, datagram.length);
                rtcp.add(Arrays.copyOf(datagram, Math.max(0, length)));
            } else {
                int length = srtp.join().unprotectRtp(datagram, 0, datagram.length);
                rtp.add(Arrays.copyOf(datagram, Math.max(0, length)));
            }
        }

        /** Sends a packet of a stream to the other end, protected. */
        void sendRtp(byte[] clear) {
            peers.execute(() -> {
                byte[] packet = srtp.join().protectRtp(clear, 0, clear.length).copy();
                send(packet, 0, packet.length);
            });
        }

        @Override
        public void onConnected(SrtpKeys keys) {
            srtp.complete(new SrtpTransform(keys));
        }

        @Override
        public void onApplicationData(byte[] buf, int off, int len) {}

        @Override
        public void onFailed(String reason) {
            srtp.completeExceptionally(new AssertionError(reason));
        }

        @Override
        public void onClosed() {}
    }

    /** The local peer is the DTLS client. The path has sockets already, but nothing passes before {@link #connect()}. */
    PathHarness(IoLoop loop, LongSupplier clock, Interceptor chain) {
        this(loop, clock, chain, DtlsRole.CLIENT);
    }

    PathHarness(IoLoop loop, LongSupplier clock, Interceptor chain, DtlsRole localRole) {
        local = new Peer(localRole);
        remote = new Peer(localRole.other());
        path = new MediaPath(loop, handshakes, clock, new SdpRewriter(false), chain);
        localWire = path.signalling().openCreated(description(local, "actpass"));
    }

    /** Signals, and waits until both ends have their keys. */
    PathHarness connect() {
        begin(ofPath());
        local.awaitConnected();
        remote.awaitConnected();
        return this;
    }

    /** Signals and begins the handshakes; the remote peer expects that fingerprint. */
    PathHarness begin(Fingerprint expectedByRemote) {
        int innerPort = describe(remote, "remote");
        remote.begin(outerPort(), expectedByRemote);
        local.begin(innerPort, ofPath());
        return this;
    }

    /** The handshakes begin before the answer is accepted, as with an answer that is slow to arrive. */
    PathHarness connectBeforeTheAnswer() {
        PathSignalling signalling = path.signalling();
        signalling.accept(signalling.prepareLocal(RTCSdpType.OFFER, localWire));
        PathSignalling.Description answer =
                signalling.prepareAndOpenRemote(RTCSdpType.ANSWER, description(remote, setupOf(remote)));
        remote.begin(outerPort(), ofPath());
        local.begin(portIn(answer.nativeSdp()), ofPath());
        awaitHello();
        signalling.accept(answer);
        local.awaitConnected();
        remote.awaitConnected();
        return this;
    }

    /** Waits until the client's first datagrams have surely arrived at the path. */
    private static void awaitHello() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String setupOf(Peer answerer) {
        return answerer.role == DtlsRole.CLIENT ? "active" : "passive";
    }

    /** Signals another remote peer in the place of the first one; returns it when it has its keys. */
    Peer replaceRemote() {
        Peer second = new Peer(remote.role);
        local.sendTo(describe(second, "second"));
        second.begin(outerPort(), ofPath());
        return second;
    }

    /** Offers, and lets a peer answer; returns the port of the path that stands for it. */
    private int describe(Peer answerer, String ufrag) {
        PathSignalling signalling = path.signalling();
        signalling.accept(signalling.prepareLocal(RTCSdpType.OFFER, localWire));
        String setup = setupOf(answerer);
        String sdp = description(answerer, setup).replace("ice-ufrag:" + setup, "ice-ufrag:" + ufrag);
        PathSignalling.Description answer = signalling.prepareAndOpenRemote(RTCSdpType.ANSWER, sdp);
        signalling.accept(answer);
        return portIn(answer.nativeSdp());
    }

    /** The fingerprint of the path's certificate. */
    Fingerprint ofPath() {
        return TransportDescription.of(localWire).fingerprints().get(0);
    }

    /** The port of the path that stands for the local peer. */
    int outerPort() {
        return portIn(localWire);
    }

    /** A packet of the signalled stream, or of another: 12 bytes of header, 8 of payload. */
    static byte[] rtp(int ssrc, int sequenceNumber) {
        return ByteBuffer.allocate(20)
                .putShort((short) 0x8060)
                .putShort((short) sequenceNumber)
                .putInt(0)
                .putInt(ssrc)
                .array();
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + WAIT_SECONDS + " s: " + what);
            }
            Thread.sleep(1);
        }
    }

    static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T packet = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (packet == null) {
            throw new AssertionError("nothing came within " + WAIT_SECONDS + " s");
        }
        return packet;
    }

    private static String description(Peer peer, String setup) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "m=video 9 UDP/TLS/RTP/SAVPF 96",
                "c=IN IP4 0.0.0.0",
                "a=candidate:1 1 udp 2122260223 127.0.0.1 " + peer.port() + " typ host",
                "a=ice-ufrag:" + setup,
                "a=ice-pwd:0123456789abcdef01234567",
                "a=fingerprint:" + peer.identity.fingerprint(),
                "a=setup:" + setup,
                "a=mid:0",
                "a=sendrecv",
                "a=rtcp-mux",
                "a=rtpmap:96 VP8/90000",
                "a=extmap:" + SEND_TIME_ID + " " + HeaderExtension.ABS_SEND_TIME,
                "");
    }

    private static int portIn(String description) {
        return description
                .lines()
                .filter(line -> line.startsWith("a=candidate:"))
                .map(line -> IceCandidateLine.parse(line.substring(2)).port())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        path.close();
        peers.close();
        local.channel.close();
        remote.channel.close();
        handshakes.shutdownNow();
    }
}
