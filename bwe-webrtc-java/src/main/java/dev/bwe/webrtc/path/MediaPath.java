package dev.bwe.webrtc.path;

import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.webrtc.dtls.DtlsIdentity;
import dev.bwe.webrtc.net.IoLoop;
import dev.bwe.webrtc.signalling.DtlsAgreement;
import dev.bwe.webrtc.signalling.PathSignalling;
import dev.bwe.webrtc.signalling.SdpRewriter;
import dev.bwe.webrtc.stun.IceCredentials;
import dev.bwe.webrtc.stun.StunAdmission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay between a local peer connection and its remote peer. It is transparent to ICE and terminates DTLS-SRTP on both sides, so that
 * RTP and RTCP pass an interceptor chain in the clear. Thread-safe. Packets are handled on the I/O thread; when that ends, the path
 * closes.
 */
public final class MediaPath implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaPath.class);
    private static final int ANSWER_TIMEOUT_SECONDS = 5;
    /** Closing takes about a millisecond. */
    private static final long MAX_CLOSE_WAIT_MILLIS = 100;

    private final IoLoop loop;
    private final StunAdmission admission = new StunAdmission();
    private final PathTable table;
    private final PacketRelay relay;
    private final CandidateMapper candidates;
    private final PathSignalling signalling;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Runnable end = this::end;
    /** Completes with the last statistics when everything is closed. */
    private final CompletableFuture<PathCounters> ended = new CompletableFuture<>();

    /**
     * @param loop       does the I/O
     * @param handshakes runs DTLS handshakes, which block
     * @param clock      microseconds; stamps arrivals
     * @param rewriter   rewrites descriptions
     * @param chain      the interceptors; closed with the path
     * @throws IllegalStateException if the loop has ended; then the chain is not closed
     */
    public MediaPath(IoLoop loop, Executor handshakes, LongSupplier clock, SdpRewriter rewriter, Interceptor chain) {
        DtlsIdentity identity = DtlsIdentity.generate();
        this.loop = loop;
        this.table = new PathTable(clock, this::watch);
        this.relay = new PacketRelay(loop, handshakes, clock, table, admission, identity, chain);
        this.candidates = new CandidateMapper(table);
        this.signalling = new PathSignalling(rewriter, candidates, identity.fingerprint(), new Described());
        if (!loop.atEnd(end)) {
            throw new IllegalStateException("the media paths' I/O thread has ended");
        }
    }

    public PathSignalling signalling() {
        return signalling;
    }

    public PathCounters statistics() {
        CompletableFuture<PathCounters> answer = new CompletableFuture<>();
        if (!ended.isDone()) {
            loop.runOrExecute(() -> answer.complete(counters()));
        }
        return await(answer.applyToEither(ended, Function.identity()));
    }

    /**
     * Closes both DTLS legs, the chain and all sockets, on the I/O thread. Waits for that briefly: an interceptor that occupies the I/O
     * thread may be waiting for the caller. Idempotent.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            loop.runOrExecute(end);
            try {
                ended.copy().get(MAX_CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.debug("the I/O thread is busy; the media path is closed there later");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException("never completed so", e);
            }
        }
    }

    private void end() {
        if (ended.isDone()) {
            return;
        }
        loop.notAtEnd(end);
        PathCounters last = counters();
        close("packet relay", relay::close);
        close("DTLS legs", relay.dtls()::close);
        close("sockets", table::close);
        ended.complete(last);
    }

    private PathCounters counters() {
        PathCounters counters = relay.statistics();
        counters.candidatesDropped = candidates.dropped();
        counters.socketsRefused = table.refused() + table.unavailable();
        return counters;
    }

    /** Closes one part; a failure is logged and does not prevent the others from being closed. */
    private static void close(String what, Runnable closing) {
        try {
            closing.run();
        } catch (Throwable e) {
            LOG.warn("a media path's {} failed to close", what, e);
        }
    }

    private void watch(RelaySocket socket) {
        loop.register(socket.socket().channel(), this, () -> relay.read(socket));
    }

    private static PathCounters await(CompletableFuture<PathCounters> answer) {
        try {
            return answer.orTimeout(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the media path's I/O thread doesn't answer", e.getCause());
        }
    }

    /** Passes what the accepted descriptions say to the I/O thread. */
    private final class Described implements PathSignalling.Listener {
        @Override
        public void onLocalCredentials(IceCredentials credentials) {
            loop.execute(() -> {
                if (admission.localCredentials(credentials)) {
                    table.restart();
                }
            });
        }

        @Override
        public void onRemoteCredentials(IceCredentials credentials) {
            loop.execute(() -> {
                if (admission.remoteCredentials(credentials)) {
                    table.restart();
                }
            });
        }

        @Override
        public void onStreams(SdpSession local, SdpSession remote) {
            loop.execute(() -> relay.binder().descriptions(local, remote));
        }

        @Override
        public void onAgreement(DtlsAgreement agreement) {
            loop.execute(() -> relay.dtls().describe(agreement));
        }
    }
}
