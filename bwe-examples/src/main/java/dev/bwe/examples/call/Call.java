package dev.bwe.examples.call;

import dev.bwe.examples.emulator.HostCandidate;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The signalling between two peers in one JVM: offer, answer and candidates, which an application sends over its own server.
 */
public final class Call implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 10;

    private final ExecutorService signalling = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "call-signalling");
        thread.setDaemon(true);
        return thread;
    });
    private final Inbox offererInbox;
    private final Inbox answererInbox;

    private Call(Builder builder) {
        offererInbox = new Inbox(builder.offerer, builder.answererCandidates);
        answererInbox = new Inbox(builder.answerer, builder.offererCandidates);
        builder.offerer.setCandidateListener(candidate -> signalling.execute(() -> answererInbox.add(candidate)));
        builder.answerer.setCandidateListener(candidate -> signalling.execute(() -> offererInbox.add(candidate)));

        RTCSessionDescription offer =
                created(o -> builder.offerer.connection().createOffer().accept(new RTCOfferOptions(), o));
        done(o -> builder.offerer.connection().setLocalDescription().accept(offer, o));
        RTCSessionDescription offerOnArrival = translated(offer, builder.offerTranslation);
        done(o -> builder.answerer.connection().setRemoteDescription().accept(offerOnArrival, o));
        signalling.execute(answererInbox::open);
        RTCSessionDescription created =
                created(o -> builder.answerer.connection().createAnswer().accept(new RTCAnswerOptions(), o));
        RTCSessionDescription answer = translated(created, builder.ownAnswerTranslation);
        done(o -> builder.answerer.connection().setLocalDescription().accept(answer, o));
        RTCSessionDescription answerOnArrival = translated(answer, builder.answerTranslation);
        done(o -> builder.offerer.connection().setRemoteDescription().accept(answerOnArrival, o));
        signalling.execute(offererInbox::open);
    }

    /**
     * Returns a builder for a call between two peers.
     *
     * @param offerer  the peer that offers
     * @param answerer the peer that answers
     * @return a builder
     */
    public static Builder between(Peer offerer, Peer answerer) {
        return new Builder(offerer, answerer);
    }

    /** Collects how a call is set up. */
    public static final class Builder {
        private final Peer offerer;
        private final Peer answerer;
        private UnaryOperator<String> offererCandidates = Call::onLoopback;
        private UnaryOperator<String> answererCandidates = Call::onLoopback;
        private UnaryOperator<String> offerTranslation = UnaryOperator.identity();
        private UnaryOperator<String> answerTranslation = UnaryOperator.identity();
        private UnaryOperator<String> ownAnswerTranslation = UnaryOperator.identity();

        private Builder(Peer offerer, Peer answerer) {
            this.offerer = offerer;
            this.answerer = answerer;
        }

        /**
         * Sets how candidates are translated on their way, for instance by a network emulator. By default their address is replaced
         * by that of the loopback interface.
         *
         * @param ofOfferer  translates the offerer's candidates; returns null to drop one
         * @param ofAnswerer translates the answerer's candidates; returns null to drop one
         * @return this
         */
        public Builder candidates(UnaryOperator<String> ofOfferer, UnaryOperator<String> ofAnswerer) {
            offererCandidates = ofOfferer;
            answererCandidates = ofAnswerer;
            return this;
        }

        /**
         * Sets how descriptions are translated on their way. By default they stay as they are.
         *
         * @param ofOffer  translates the offer before the answerer sees it
         * @param ofAnswer translates the answer before the offerer sees it
         * @return this
         */
        public Builder descriptions(UnaryOperator<String> ofOffer, UnaryOperator<String> ofAnswer) {
            offerTranslation = ofOffer;
            answerTranslation = ofAnswer;
            return this;
        }

        /**
         * Sets how the answerer changes its answer before it sets and sends it. By default the answer stays as it is.
         *
         * @param translation changes the answer
         * @return this
         */
        public Builder ownAnswer(UnaryOperator<String> translation) {
            ownAnswerTranslation = translation;
            return this;
        }

        /**
         * Exchanges offer and answer. Candidates are exchanged in the background.
         *
         * @return the call, which is not yet connected
         */
        public Call start() {
            return new Call(this);
        }
    }

    /**
     * Waits until both peers are connected.
     *
     * @param seconds how long to wait for each, in seconds
     * @throws IllegalStateException if one of them failed or took too long
     */
    public void awaitConnected(int seconds) {
        for (Inbox inbox : List.of(offererInbox, answererInbox)) {
            RTCPeerConnectionState state = inbox.peer.awaitSettled(seconds);
            if (state != RTCPeerConnectionState.CONNECTED) {
                throw new IllegalStateException(
                        "the " + (inbox == offererInbox ? "offerer" : "answerer") + " is " + state);
            }
        }
    }

    /** Ends the signalling; the peers stay connected. Idempotent. */
    @Override
    public void close() {
        signalling.shutdownNow();
    }

    private static @Nullable String onLoopback(String line) {
        HostCandidate candidate = HostCandidate.parse(line);
        return candidate == null
                ? null
                : candidate.withAddress(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), candidate.address().getPort()));
    }

    private static RTCSessionDescription translated(
            RTCSessionDescription description, UnaryOperator<String> translation) {
        return new RTCSessionDescription(description.sdpType, translation.apply(description.sdp));
    }

    private static RTCSessionDescription created(Consumer<CreateSessionDescriptionObserver> creation) {
        Outcome outcome = new Outcome();
        creation.accept(outcome);
        return outcome.await();
    }

    private static void done(Consumer<SetSessionDescriptionObserver> setting) {
        Outcome outcome = new Outcome();
        setting.accept(outcome);
        outcome.await();
    }

    /** Takes the outcome of a call into libwebrtc, which comes on a native thread, to the thread that waits for it. */
    private static final class Outcome implements CreateSessionDescriptionObserver, SetSessionDescriptionObserver {
        private final CompletableFuture<RTCSessionDescription> result = new CompletableFuture<>();

        @Override
        public void onSuccess(RTCSessionDescription description) {
            result.complete(description);
        }

        @Override
        public void onSuccess() {
            result.complete(null);
        }

        @Override
        public void onFailure(String error) {
            result.completeExceptionally(new IllegalStateException(error));
        }

        /** Returns the description that was created; null if one was set. */
        RTCSessionDescription await() {
            return result.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /** The candidates that a peer receives. They are kept until the peer has the remote description. Confined to the signalling thread. */
    private static final class Inbox {
        private final Peer peer;
        private final UnaryOperator<String> translation;
        private final List<RTCIceCandidate> waiting = new ArrayList<>();
        private boolean open;

        Inbox(Peer peer, UnaryOperator<String> translation) {
            this.peer = peer;
            this.translation = translation;
        }

        void add(RTCIceCandidate candidate) {
            String translated = translation.apply(candidate.sdp);
            if (translated == null) {
                return;
            }
            waiting.add(new RTCIceCandidate(candidate.sdpMid, candidate.sdpMLineIndex, translated));
            if (open) {
                open();
            }
        }

        void open() {
            open = true;
            waiting.forEach(peer.connection().addIceCandidate());
            waiting.clear();
        }
    }
}
