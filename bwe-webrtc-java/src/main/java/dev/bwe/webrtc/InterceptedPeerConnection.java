package dev.bwe.webrtc;

import dev.bwe.webrtc.path.MediaPath;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpReceiver;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCSignalingState;
import dev.onvoid.webrtc.RTCStatsCollectorCallback;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An {@link RTCPeerConnection} whose RTP and RTCP pass interceptors, with the same methods.
 *
 * <p>The descriptions and candidates that it returns are ready to be sent to the remote peer, and it takes the remote peer's as they
 * are. They differ from the native connection's in addresses and fingerprints only (and have no transport-wide feedback, unless the
 * factory keeps it). A description takes effect when the native connection has accepted it. Statistics and states are the native
 * connection's. As thread-safe as the native connection. An exception of an observer is logged and has no other effect.
 */
public final class InterceptedPeerConnection implements AutoCloseable {
    private final String id;
    private final RTCPeerConnection peerConnection;
    private final MediaPath path;
    private final Consumer<InterceptedPeerConnection> onClosed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable List<RTCIceCandidate> waitingCandidates = new ArrayList<>();

    InterceptedPeerConnection(
            String id, RTCPeerConnection peerConnection, MediaPath path, Consumer<InterceptedPeerConnection> onClosed) {
        this.id = id;
        this.peerConnection = peerConnection;
        this.path = path;
        this.onClosed = onClosed;
    }

    /**
     * Returns the id that the connection's interceptors were made with.
     *
     * @return the id, unique in this JVM
     */
    public String id() {
        return id;
    }

    /**
     * Returns the native connection, for methods that are missing here. Its descriptions and candidates are not for the remote peer.
     *
     * @return the native connection
     */
    public RTCPeerConnection nativeConnection() {
        return peerConnection;
    }

    /**
     * Returns the counters of the media path.
     *
     * @return the counters; after {@link #close()} their last values
     */
    public MediaPathStatistics pathStatistics() {
        return MediaPathStatistics.of(path.statistics());
    }

    /**
     * See {@link RTCPeerConnection#getSenders()}.
     *
     * @return the senders
     */
    public RTCRtpSender[] getSenders() {
        return peerConnection.getSenders();
    }

    /**
     * See {@link RTCPeerConnection#getReceivers()}.
     *
     * @return the receivers
     */
    public RTCRtpReceiver[] getReceivers() {
        return peerConnection.getReceivers();
    }

    /**
     * See {@link RTCPeerConnection#getTransceivers()}.
     *
     * @return the transceivers
     */
    public RTCRtpTransceiver[] getTransceivers() {
        return peerConnection.getTransceivers();
    }

    /**
     * See {@link RTCPeerConnection#addTrack}.
     *
     * @param track     the track to send
     * @param streamIds the streams that it belongs to
     * @return its sender
     */
    public RTCRtpSender addTrack(MediaStreamTrack track, List<String> streamIds) {
        return peerConnection.addTrack(track, streamIds);
    }

    /**
     * See {@link RTCPeerConnection#removeTrack}.
     *
     * @param sender the sender to stop
     */
    public void removeTrack(RTCRtpSender sender) {
        peerConnection.removeTrack(sender);
    }

    /**
     * See {@link RTCPeerConnection#addTransceiver}.
     *
     * @param track the track to send
     * @param init  its options
     * @return the transceiver
     */
    public RTCRtpTransceiver addTransceiver(MediaStreamTrack track, RTCRtpTransceiverInit init) {
        return peerConnection.addTransceiver(track, init);
    }

    /**
     * See {@link RTCPeerConnection#createDataChannel}.
     *
     * @param label the channel's name
     * @param init  its options
     * @return the channel
     */
    public RTCDataChannel createDataChannel(String label, RTCDataChannelInit init) {
        return peerConnection.createDataChannel(label, init);
    }

    /**
     * See {@link RTCPeerConnection#createOffer}.
     *
     * @param options  for the offer
     * @param observer gets the offer in the form for the remote peer
     */
    public void createOffer(RTCOfferOptions options, CreateSessionDescriptionObserver observer) {
        DescriptionCalls.create(observer, path.signalling(), created -> peerConnection.createOffer(options, created));
    }

    /**
     * See {@link RTCPeerConnection#createAnswer}.
     *
     * @param options  for the answer
     * @param observer gets the answer in the form for the remote peer
     */
    public void createAnswer(RTCAnswerOptions options, CreateSessionDescriptionObserver observer) {
        DescriptionCalls.create(observer, path.signalling(), created -> peerConnection.createAnswer(options, created));
    }

    /**
     * See {@link RTCPeerConnection#getCurrentLocalDescription()}.
     *
     * @return the description as it goes to the remote peer, or null
     */
    public @Nullable RTCSessionDescription getCurrentLocalDescription() {
        return translated(peerConnection.getCurrentLocalDescription(), path.signalling()::showLocal);
    }

    /**
     * See {@link RTCPeerConnection#getLocalDescription()}.
     *
     * @return the description as it goes to the remote peer, candidates included, or null
     */
    public @Nullable RTCSessionDescription getLocalDescription() {
        return translated(peerConnection.getLocalDescription(), path.signalling()::showLocal);
    }

    /**
     * See {@link RTCPeerConnection#getPendingLocalDescription()}.
     *
     * @return the description as it goes to the remote peer, or null
     */
    public @Nullable RTCSessionDescription getPendingLocalDescription() {
        return translated(peerConnection.getPendingLocalDescription(), path.signalling()::showLocal);
    }

    /**
     * See {@link RTCPeerConnection#getCurrentRemoteDescription()}.
     *
     * @return the description with the remote peer's own addresses and fingerprint, or null
     */
    public @Nullable RTCSessionDescription getCurrentRemoteDescription() {
        return translated(peerConnection.getCurrentRemoteDescription(), path.signalling()::showRemote);
    }

    /**
     * See {@link RTCPeerConnection#getRemoteDescription()}.
     *
     * @return the description with the remote peer's own addresses and fingerprint, or null
     */
    public @Nullable RTCSessionDescription getRemoteDescription() {
        return translated(peerConnection.getRemoteDescription(), path.signalling()::showRemote);
    }

    /**
     * See {@link RTCPeerConnection#getPendingRemoteDescription()}.
     *
     * @return the description with the remote peer's own addresses and fingerprint, or null
     */
    public @Nullable RTCSessionDescription getPendingRemoteDescription() {
        return translated(peerConnection.getPendingRemoteDescription(), path.signalling()::showRemote);
    }

    /**
     * See {@link RTCPeerConnection#setLocalDescription}.
     *
     * @param description what this connection created, changed or not
     * @param observer    learns whether it was accepted
     */
    public void setLocalDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer) {
        DescriptionCalls.set(
                description,
                observer,
                path.signalling()::prepareLocal,
                peerConnection::setLocalDescription,
                path.signalling()::accept);
    }

    /**
     * See {@link RTCPeerConnection#setRemoteDescription}. A media path carries one transport with RTCP on the same port: several media
     * sections without {@code a=group:BUNDLE}, and RTP without {@code a=rtcp-mux}, fail with a message that names the line.
     *
     * @param description as it came from the remote peer
     * @param observer    learns whether it was accepted
     */
    public void setRemoteDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer) {
        DescriptionCalls.set(
                description,
                observer,
                path.signalling()::prepareAndOpenRemote,
                peerConnection::setRemoteDescription,
                accepted -> {
                    path.signalling().accept(accepted);
                    addWaitingCandidates();
                });
    }

    /**
     * See {@link RTCPeerConnection#addIceCandidate}. Candidates that come before the remote description wait for it. Candidates that the
     * path can't carry (TCP, mDNS names) are ignored; the remote peer's checks still reach the path.
     *
     * @param candidate as it came from the remote peer
     */
    public void addIceCandidate(RTCIceCandidate candidate) {
        RTCIceCandidate translated = path.signalling().openIncoming(candidate);
        if (translated == null) {
            return;
        }
        synchronized (this) {
            if (waitingCandidates != null) {
                waitingCandidates.add(translated);
                return;
            }
        }
        peerConnection.addIceCandidate(translated);
    }

    /**
     * See {@link RTCPeerConnection#removeIceCandidates}.
     *
     * @param candidates as they came from the remote peer
     */
    public void removeIceCandidates(RTCIceCandidate[] candidates) {
        peerConnection.removeIceCandidates(Arrays.stream(candidates)
                .map(path.signalling()::findIncoming)
                .filter(Objects::nonNull)
                .toArray(RTCIceCandidate[]::new));
    }

    /**
     * See {@link RTCPeerConnection#getSignalingState()}.
     *
     * @return the state
     */
    public RTCSignalingState getSignalingState() {
        return peerConnection.getSignalingState();
    }

    /**
     * See {@link RTCPeerConnection#getIceGatheringState()}.
     *
     * @return the state
     */
    public RTCIceGatheringState getIceGatheringState() {
        return peerConnection.getIceGatheringState();
    }

    /**
     * See {@link RTCPeerConnection#getIceConnectionState()}.
     *
     * @return the state
     */
    public RTCIceConnectionState getIceConnectionState() {
        return peerConnection.getIceConnectionState();
    }

    /**
     * See {@link RTCPeerConnection#getConnectionState()}.
     *
     * @return the state
     */
    public RTCPeerConnectionState getConnectionState() {
        return peerConnection.getConnectionState();
    }

    /**
     * See {@link RTCPeerConnection#getConfiguration()}.
     *
     * @return the configuration that the native connection has
     */
    public RTCConfiguration getConfiguration() {
        return peerConnection.getConfiguration();
    }

    /**
     * See {@link RTCPeerConnection#setConfiguration}.
     *
     * @param configuration what the path needs is set in a copy of it, as when the connection was made
     */
    public void setConfiguration(RTCConfiguration configuration) {
        peerConnection.setConfiguration(InterceptedPeerConnectionFactory.forPath(configuration));
    }

    /**
     * See {@link RTCPeerConnection#getStats(RTCStatsCollectorCallback)}.
     *
     * @param callback gets the statistics
     */
    public void getStats(RTCStatsCollectorCallback callback) {
        peerConnection.getStats(callback);
    }

    /**
     * See {@link RTCPeerConnection#getStats(RTCRtpReceiver, RTCStatsCollectorCallback)}.
     *
     * @param receiver whose statistics
     * @param callback gets them
     */
    public void getStats(RTCRtpReceiver receiver, RTCStatsCollectorCallback callback) {
        peerConnection.getStats(receiver, callback);
    }

    /**
     * See {@link RTCPeerConnection#getStats(RTCRtpSender, RTCStatsCollectorCallback)}.
     *
     * @param sender   whose statistics
     * @param callback gets them
     */
    public void getStats(RTCRtpSender sender, RTCStatsCollectorCallback callback) {
        peerConnection.getStats(sender, callback);
    }

    /** See {@link RTCPeerConnection#restartIce()}. */
    public void restartIce() {
        peerConnection.restartIce();
    }

    /**
     * Closes the native connection, the interceptors and the path. Waits only briefly for the I/O thread: if an interceptor occupies
     * that, the interceptors and the path are closed there soon after. What fails is logged and keeps nothing else open. Idempotent; may
     * be called on any thread, also by an interceptor or an observer.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            InterceptedObserver.guarded(peerConnection::close);
            InterceptedObserver.guarded(path::close);
            onClosed.accept(this);
        }
    }

    private void addWaitingCandidates() {
        List<RTCIceCandidate> waiting;
        synchronized (this) {
            waiting = waitingCandidates;
            waitingCandidates = null;
        }
        if (waiting != null) {
            waiting.forEach(peerConnection::addIceCandidate);
        }
    }

    private static @Nullable RTCSessionDescription translated(
            RTCSessionDescription description, UnaryOperator<String> translation) {
        return description == null
                ? null
                : new RTCSessionDescription(description.sdpType, translation.apply(description.sdp));
    }
}
