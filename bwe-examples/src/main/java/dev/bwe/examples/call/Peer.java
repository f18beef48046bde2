package dev.bwe.examples.call;

import dev.bwe.interceptor.InterceptorFactory;
import dev.bwe.webrtc.InterceptedPeerConnection;
import dev.bwe.webrtc.InterceptedPeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One end of a call: a libwebrtc peer with its factory, tracks and sources, which {@link #close()} disposes of together.
 */
public final class Peer implements AutoCloseable {
    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    private final PeerConnectionFactory factory = new PeerConnectionFactory(audio);
    private final @Nullable InterceptedPeerConnectionFactory interception;
    private final @Nullable InterceptedPeerConnection intercepted;
    private final CallConnection connection;
    private final AtomicLong framesDecoded = new AtomicLong();
    private final VideoTrackSink frameCounter = frame -> framesDecoded.incrementAndGet();
    private final BlockingQueue<RTCDataChannel> dataChannels = new LinkedBlockingQueue<>();
    private final CompletableFuture<RTCPeerConnectionState> settled = new CompletableFuture<>();
    private volatile RTCPeerConnectionState state = RTCPeerConnectionState.NEW;
    private volatile @Nullable VideoTrack remoteTrack;
    private volatile Consumer<RTCIceCandidate> candidateListener = candidate -> {};
    private @Nullable CustomVideoSource source;
    private @Nullable TestPattern pattern;
    private @Nullable VideoTrack track;
    private @Nullable RTCRtpSender sender;
    private boolean closed;

    private Peer(@Nullable Function<PeerConnectionFactory, InterceptedPeerConnectionFactory> intercept) {
        if (intercept == null) {
            interception = null;
            intercepted = null;
            connection = CallConnection.of(factory.createPeerConnection(plainConfiguration(), new Events()));
        } else {
            interception = intercept.apply(factory);
            intercepted = interception.createPeerConnection(new RTCConfiguration(), new Events());
            connection = CallConnection.of(intercepted);
        }
    }

    /**
     * Creates an ordinary peer.
     *
     * @return a peer without interceptors
     */
    public static Peer plain() {
        return new Peer(null);
    }

    /**
     * Creates a peer whose RTP and RTCP pass interceptors.
     *
     * @param interceptors creates the chain of interceptors
     * @return the peer
     */
    public static Peer intercepted(InterceptorFactory interceptors) {
        return interceptedBy(factory -> new InterceptedPeerConnectionFactory(factory, interceptors));
    }

    /**
     * Creates a peer whose peer connection is created by a factory that wraps libwebrtc's.
     *
     * @param intercept wraps libwebrtc's factory; the peer closes the result
     * @return the peer
     */
    public static Peer interceptedBy(Function<PeerConnectionFactory, InterceptedPeerConnectionFactory> intercept) {
        return new Peer(intercept);
    }

    /** Returns a configuration without adapter enumeration: sockets are bound to any address, so a call can stay on the loopback interface. */
    private static RTCConfiguration plainConfiguration() {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        configuration.portAllocatorConfig = new PortAllocatorConfig()
                .setDisableAdapterEnumeration(true)
                .setEnableAnyAddressPorts(true)
                .setDisableTcp(true);
        return configuration;
    }

    /**
     * Starts to send a {@link TestPattern}.
     *
     * @param seed seed of the picture's noise
     */
    public void sendVideo(long seed) {
        source = new CustomVideoSource();
        track = factory.createVideoTrack("video", source);
        sender = connection.nativeConnection().addTrack(track, List.of("stream"));
        pattern = new TestPattern(source, seed);
    }

    /**
     * Opens a data channel. It must be opened before the call for the offer to contain it.
     *
     * @param label its name
     * @return the channel
     */
    public RTCDataChannel openDataChannel(String label) {
        return connection.nativeConnection().createDataChannel(label, new RTCDataChannelInit());
    }

    /**
     * Waits for the next data channel that the remote peer opens.
     *
     * @param seconds how long to wait, in seconds
     * @return the channel, or null if none was opened in time
     * @throws InterruptedException if the thread is interrupted
     */
    public RTCDataChannel nextDataChannel(int seconds) throws InterruptedException {
        return dataChannels.poll(seconds, TimeUnit.SECONDS);
    }

    /**
     * Waits until the connection is up or has failed.
     *
     * @param seconds how long to wait, in seconds
     * @return {@code CONNECTED} or {@code FAILED}; the current state if neither is reached in time
     */
    public RTCPeerConnectionState awaitSettled(int seconds) {
        try {
            return settled.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return state;
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            return state;
        }
    }

    /**
     * Returns how many frames of the remote peer's video were decoded.
     *
     * @return frames since the peer was created
     */
    public long framesDecoded() {
        return framesDecoded.get();
    }

    /**
     * Returns the intercepted connection.
     *
     * @return the connection; null for a plain peer
     */
    public @Nullable InterceptedPeerConnection intercepted() {
        return intercepted;
    }

    /**
     * Returns libwebrtc's statistics.
     *
     * @return the statistics by id
     */
    public Map<String, RTCStats> stats() {
        CompletableFuture<Map<String, RTCStats>> report = new CompletableFuture<>();
        connection.nativeConnection().getStats(stats -> report.complete(stats.getStats()));
        return report.orTimeout(5, TimeUnit.SECONDS).join();
    }

    CallConnection connection() {
        return connection;
    }

    void setCandidateListener(Consumer<RTCIceCandidate> listener) {
        candidateListener = listener;
    }

    /** Closes the connection and disposes of all that belongs to it, in the order that libwebrtc needs. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (pattern != null) {
            pattern.close();
            connection.nativeConnection().removeTrack(sender);
        }
        VideoTrack received = remoteTrack;
        if (received != null) {
            received.removeSink(frameCounter);
        }
        connection.close().run();
        if (interception != null) {
            interception.close();
        }
        if (track != null) {
            track.dispose();
        }
        if (source != null) {
            source.dispose();
        }
        factory.dispose();
        audio.dispose();
    }

    private final class Events implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            candidateListener.accept(candidate);
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState newState) {
            state = newState;
            if (newState == RTCPeerConnectionState.CONNECTED || newState == RTCPeerConnectionState.FAILED) {
                settled.complete(newState);
            }
        }

        @Override
        public void onDataChannel(RTCDataChannel channel) {
            dataChannels.add(channel);
        }

        @Override
        public void onTrack(RTCRtpTransceiver transceiver) {
            MediaStreamTrack received = transceiver.getReceiver().getTrack();
            if (received instanceof VideoTrack video) {
                remoteTrack = video;
                video.addSink(frameCounter);
            }
        }
    }
}
