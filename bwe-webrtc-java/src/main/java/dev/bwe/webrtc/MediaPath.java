package dev.bwe.webrtc;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.sdp.SdpSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The relay between a local peer connection and its remote peer, transparent to ICE, at which DTLS-SRTP ends on both sides, so that
 * RTP and RTCP pass an interceptor chain in the clear. Used from any thread; packets are handled on the I/O thread.
 */
final class MediaPath implements AutoCloseable {
    private static final int ANSWER_TIMEOUT_SECONDS = 5;

    private final IoLoop loop;
    private final StunAdmission admission = new StunAdmission();
    private final DtlsPair dtls;
    private final PathTable table;
    private final PacketRelay relay;
    private final PathSignalling signalling;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile MediaPathStatistics last;

    /**
     * @param loop       does the I/O
     * @param handshakes runs DTLS handshakes, which block
     * @param clock      microseconds; stamps arrivals
     * @param rewriter   rewrites descriptions
     * @param chain      the interceptors; closed with the path
     */
    MediaPath(IoLoop loop, Executor handshakes, LongSupplier clock, SdpRewriter rewriter, Interceptor chain) {
        DtlsIdentity identity = DtlsIdentity.generate();
        this.loop = loop;
        this.dtls = new DtlsPair(identity, loop, handshakes);
        this.table = new PathTable(this::watch, this::watch);
        this.relay = new PacketRelay(loop, clock, table, admission, dtls, chain);
        this.dtls.attach(relay);
        this.signalling = new PathSignalling(rewriter, new CandidateMapper(table), identity.fingerprint(), new Described());
    }

    PathSignalling signalling() {
        return signalling;
    }

    MediaPathStatistics statistics() {
        MediaPathStatistics known = last;
        return known != null ? known : onLoop(relay::statistics);
    }

    /** Closes both DTLS legs, the chain and all sockets, and waits until that is done. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            last = onLoop(() -> {
                MediaPathStatistics statistics = relay.statistics();
                relay.close();
                dtls.close();
                table.close();
                return statistics;
            });
        }
    }

    private void watch(OuterSocket outer) {
        loop.register(outer.socket().channel(), () -> relay.readOuter(outer));
    }

    private void watch(InnerSocket inner) {
        loop.register(inner.socket().channel(), () -> relay.readInner(inner));
    }

    private <T> T onLoop(Supplier<T> question) {
        if (loop.isLoopThread()) {
            return question.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.orTimeout(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the media path's I/O thread doesn't answer", e.getCause());
        }
    }

    /** Takes what the descriptions say to the I/O thread, where it is used. */
    private final class Described implements PathSignalling.Listener {
        @Override
        public void onLocalCredentials(IceCredentials credentials) {
            loop.execute(() -> admission.localCredentials(credentials));
        }

        @Override
        public void onRemoteCredentials(IceCredentials credentials) {
            loop.execute(() -> admission.remoteCredentials(credentials));
        }

        @Override
        public void onStreams(SdpSession local, SdpSession remote) {
            loop.execute(() -> relay.binder().descriptions(local, remote));
        }

        @Override
        public void onTransport(DtlsRole localRole, List<Fingerprint> localFingerprints, List<Fingerprint> remoteFingerprints) {
            loop.execute(() -> dtls.describe(localRole, localFingerprints, remoteFingerprints));
        }
    }
}
