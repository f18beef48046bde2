package dev.bwe.examples.call;

import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.webrtc.InterceptedPeerConnection;
import dev.bwe.webrtc.InterceptedPeerConnectionFactory;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One end of calls whose signalling a test does step by step: a plain peer or an intercepted one, with the same methods. Calls stay on
 * the loopback interface.
 */
final class Party implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 15;

    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    final PeerConnectionFactory factory = new PeerConnectionFactory(audio);
    private final InterceptedPeerConnectionFactory interception;
    final InterceptedPeerConnection intercepted;
    final RTCPeerConnection nativeConnection;
    final CallConnection connection;
    volatile Runnable onConnected = () -> {};
    private boolean connectionClosed;
    final List<RTCPeerConnectionState> states = new CopyOnWriteArrayList<>();
    private final List<RTCIceCandidate> candidates = new CopyOnWriteArrayList<>();
    private final List<CustomVideoSource> sources = new ArrayList<>();
    private final List<RTCRtpSender> senders = new ArrayList<>();
    private final List<VideoTrack> tracks = new ArrayList<>();
    private final List<TestPattern> patterns = new ArrayList<>();

    private Party(InterceptorFactory interceptors) {
        if (interceptors == null) {
            interception = null;
            intercepted = null;
            nativeConnection = factory.createPeerConnection(configuration(), new Events());
            connection = CallConnection.of(nativeConnection);
        } else {
            interception = new InterceptedPeerConnectionFactory(factory, interceptors);
            intercepted = interception.createPeerConnection(new RTCConfiguration(), new Events());
            nativeConnection = intercepted.nativeConnection();
            connection = CallConnection.of(intercepted);
        }
    }

    static Party plain() {
        return new Party(null);
    }

    /** The kind of peer under test. */
    enum Kind {
        PLAIN,
        INTERCEPTED;

        Party make() {
            return new Party(this == PLAIN ? null : InterceptorRegistry.of());
        }
    }

    static Party intercepted(InterceptorFactory interceptors) {
        return new Party(interceptors);
    }

    private static RTCConfiguration configuration() {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.BALANCED;
        configuration.portAllocatorConfig = new PortAllocatorConfig()
                .setDisableAdapterEnumeration(true)
                .setEnableAnyAddressPorts(true)
                .setDisableTcp(true);
        return configuration;
    }

    Party sendVideo(long seed) {
        CustomVideoSource source = new CustomVideoSource();
        VideoTrack track = factory.createVideoTrack("video" + tracks.size(), source);
        senders.add(nativeConnection.addTrack(track, List.of("stream")));
        sources.add(source);
        tracks.add(track);
        patterns.add(new TestPattern(source, seed));
        return this;
    }

    RTCSessionDescription offer(boolean iceRestart) {
        RTCOfferOptions options = new RTCOfferOptions();
        options.iceRestart = iceRestart;
        return created(observer -> connection.createOffer().accept(options, observer));
    }

    RTCSessionDescription answer() {
        return created(observer -> connection.createAnswer().accept(new RTCAnswerOptions(), observer));
    }

    private static RTCSessionDescription created(Consumer<CreateSessionDescriptionObserver> call) {
        CompletableFuture<RTCSessionDescription> result = new CompletableFuture<>();
        call.accept(new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                result.complete(description);
            }

            @Override
            public void onFailure(String error) {
                result.completeExceptionally(new IllegalStateException(error));
            }
        });
        return result.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Sets a local description; returns the error, or null. */
    String setLocal(RTCSessionDescription description) {
        Outcome outcome = new Outcome();
        connection.setLocalDescription().accept(description, outcome);
        return outcome.error();
    }

    /** Sets a remote description; returns the error, or null. */
    String setRemote(RTCSessionDescription description) {
        Outcome outcome = new Outcome();
        connection.setRemoteDescription().accept(description, outcome);
        return outcome.error();
    }

    static final class Outcome implements SetSessionDescriptionObserver {
        private final CompletableFuture<String> result = new CompletableFuture<>();

        @Override
        public void onSuccess() {
            result.complete("");
        }

        @Override
        public void onFailure(String error) {
            result.complete(error);
        }

        String error() {
            String error = result.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
            return error.isEmpty() ? null : error;
        }
    }

    static RTCSessionDescription changed(RTCSessionDescription description, UnaryOperator<String> change) {
        return new RTCSessionDescription(description.sdpType, change.apply(description.sdp));
    }

    static RTCSessionDescription as(RTCSdpType type, RTCSessionDescription description) {
        return new RTCSessionDescription(type, description.sdp);
    }

    /** Gives a peer this one's candidates as they come, from now on and those that came already. */
    void trickleTo(Party other) {
        receivers.add(other);
        candidates.forEach(candidate -> give(candidate, other.connection.addIceCandidate()));
    }

    private final List<Party> receivers = new CopyOnWriteArrayList<>();

    /** Gives a connection this one's candidates that came already or come soon. */
    void trickleTo(InterceptedPeerConnection other) {
        await(() -> !candidates.isEmpty(), () -> "no candidate");
        candidates.forEach(candidate -> give(candidate, other::addIceCandidate));
    }

    private static void give(RTCIceCandidate candidate, Consumer<RTCIceCandidate> to) {
        String[] words = candidate.sdp.split(" ");
        if (words[4].indexOf(':') < 0) {
            words[4] = "127.0.0.1";
            try {
                to.accept(new RTCIceCandidate(candidate.sdpMid, candidate.sdpMLineIndex, String.join(" ", words)));
            } catch (RuntimeException | Error e) {
                // The receiver is closed, or not part of this negotiation.
            }
        }
    }

    /** Offers to a peer, which answers. Candidates are given on. */
    void call(Party callee) {
        negotiate(callee, false);
        trickleTo(callee);
        callee.trickleTo(this);
    }

    /** Offers to a peer, which answers. */
    void negotiate(Party callee, boolean iceRestart) {
        RTCSessionDescription offer = offer(iceRestart);
        must(setLocal(offer));
        must(callee.setRemote(offer));
        RTCSessionDescription answer = callee.answer();
        must(callee.setLocal(answer));
        must(setRemote(answer));
    }

    static void must(String error) {
        if (error != null) {
            throw new AssertionError(error);
        }
    }

    /** Frames decoded of the other peer's video with that media identification, by the native statistics. */
    long frames(String mid) {
        CompletableFuture<Long> frames = new CompletableFuture<>();
        nativeConnection.getStats(report -> {
            long sum = 0;
            for (RTCStats stats : report.getStats().values()) {
                Map<String, Object> members = stats.getAttributes();
                if (stats.getType() == RTCStatsType.INBOUND_RTP
                        && mid.equals(members.get("mid"))
                        && members.get("framesDecoded") instanceof Number decoded) {
                    sum += decoded.longValue();
                }
            }
            frames.complete(sum);
        });
        return frames.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Waits until so many more frames of a section are decoded. */
    void awaitFrames(String mid, int more) {
        long target = frames(mid) + more;
        await(
                () -> frames(mid) >= target,
                () -> "frames of " + mid + ": " + frames(mid) + " of " + target + ", states " + states);
    }

    void awaitState(RTCPeerConnectionState state) {
        await(() -> states.contains(state), () -> "states " + states + ", expected " + state);
    }

    static void await(BooleanSupplier condition, Supplier<String> what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + TIMEOUT_SECONDS + " s: " + what.get());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    RTCRtpTransceiver transceiver(String mid) {
        for (RTCRtpTransceiver transceiver : nativeConnection.getTransceivers()) {
            if (mid.equals(transceiver.getMid())) {
                return transceiver;
            }
        }
        throw new AssertionError("no transceiver " + mid);
    }

    @Override
    public void close() {
        receivers.clear();
        patterns.forEach(TestPattern::close);
        closeConnection();
        if (interception != null) {
            interception.close();
        }
        tracks.forEach(Party::dispose);
        sources.forEach(CustomVideoSource::dispose);
        factory.dispose();
        audio.dispose();
    }

    synchronized void closeConnection() {
        if (!connectionClosed) {
            connectionClosed = true;
            for (RTCRtpSender sender : senders) {
                nativeConnection.removeTrack(sender);
            }
            connection.close().run();
        }
    }

    /** The native library keeps the track of a stopped transceiver and then reports that it can't be disposed of. */
    private static void dispose(VideoTrack track) {
        try {
            track.dispose();
        } catch (Error e) {
            if (!String.valueOf(e.getMessage()).contains("reference is still around")) {
                throw e;
            }
        }
    }

    private final class Events implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            candidates.add(candidate);
            receivers.forEach(receiver -> give(candidate, receiver.connection.addIceCandidate()));
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            states.add(state);
            if (state == RTCPeerConnectionState.CONNECTED) {
                onConnected.run();
            }
        }
    }
}
