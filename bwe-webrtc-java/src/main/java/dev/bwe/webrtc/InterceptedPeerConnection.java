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
import dev.onvoid.webrtc.RTCSdpType;
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

/**
 * An {@link RTCPeerConnection} whose RTP and RTCP pass interceptors: the same methods, which do the same.
 *
 * <p>Descriptions and candidates that it hands out are ready to be sent to the remote peer, those that it takes are as they came from
 * there; they differ from the native connection's in addresses and fingerprints only (and have no transport-wide feedback, unless
 * the factory keeps it). Statistics and states are the native connection's. Thread-safe as far as that is.
 */
public final class InterceptedPeerConnection implements AutoCloseable {
    private final String id;
    private final RTCPeerConnection peerConnection;
    private final MediaPath path;
    private final Consumer<InterceptedPeerConnection> onClosed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private List<RTCIceCandidate> candidatesInWaiting = new ArrayList<>();

    InterceptedPeerConnection(
            String id, RTCPeerConnection peerConnection, MediaPath path, Consumer<InterceptedPeerConnection> onClosed) {
        this.id = id;
        this.peerConnection = peerConnection;
        this.path = path;
        this.onClosed = onClosed;
    }

    /**
     * Names the connection, as its interceptors were told.
     *
     * @return the id, unique in this JVM
     */
    public String id() {
        return id;
    }

    /**
     * Returns the native connection, for whatever has no place here. Its descriptions and candidates are not for the remote peer.
     *
     * @return the native connection
     */
    public RTCPeerConnection nativeConnection() {
        return peerConnection;
    }

    /**
     * Tells what went over the media path so far.
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
     * @param init  how
     * @return the transceiver
     */
    public RTCRtpTransceiver addTransceiver(MediaStreamTrack track, RTCRtpTransceiverInit init) {
        return peerConnection.addTransceiver(track, init);
    }

    /**
     * See {@link RTCPeerConnection#createDataChannel}.
     *
     * @param label the channel's name
     * @param init  how it behaves
     * @return the channel
     */
    public RTCDataChannel createDataChannel(String label, RTCDataChannelInit init) {
        return peerConnection.createDataChannel(label, init);
    }

    /**
     * See {@link RTCPeerConnection#createOffer}.
     *
     * @param options  for the offer
     * @param observer gets the offer as it goes to the remote peer
     */
    public void createOffer(RTCOfferOptions options, CreateSessionDescriptionObserver observer) {
        peerConnection.createOffer(options, toWire(observer));
    }

    /**
     * See {@link RTCPeerConnection#createAnswer}.
     *
     * @param options  for the answer
     * @param observer gets the answer as it goes to the remote peer
     */
    public void createAnswer(RTCAnswerOptions options, CreateSessionDescriptionObserver observer) {
        peerConnection.createAnswer(options, toWire(observer));
    }

    /**
     * See {@link RTCPeerConnection#getCurrentLocalDescription()}.
     *
     * @return the description as it goes to the remote peer, or null
     */
    public RTCSessionDescription getCurrentLocalDescription() {
        return translated(peerConnection.getCurrentLocalDescription(), path.signalling()::localToWire);
    }

    /**
     * See {@link RTCPeerConnection#getLocalDescription()}.
     *
     * @return the description as it goes to the remote peer, candidates included, or null
     */
    public RTCSessionDescription getLocalDescription() {
        return translated(peerConnection.getLocalDescription(), path.signalling()::localToWire);
    }

    /**
     * See {@link RTCPeerConnection#getPendingLocalDescription()}.
     *
     * @return the description as it goes to the remote peer, or null
     */
    public RTCSessionDescription getPendingLocalDescription() {
        return translated(peerConnection.getPendingLocalDescription(), path.signalling()::localToWire);
    }

    /**
     * See {@link RTCPeerConnection#getCurrentRemoteDescription()}.
     *
     * @return the description with the remote peer's own addresses and fingerprint, or null
     */
    public RTCSessionDescription getCurrentRemoteDescription() {
        return translated(peerConnection.getCurrentRemoteDescription(), path.signalling()::remoteToWire);
    }

    /**
     * See {@link RTCPeerConnection#getRemoteDescription()}.
     *
     * @return the description with the remote peer's own addresses and fingerprint, or null
     */
    public RTCSessionDescription getRemoteDescription() {
        return translated(peerConnection.getRemoteDescription(), path.signalling()::remoteToWire);
    }

    /**
     * See {@link RTCPeerConnection#getPendingRemoteDescription()}.
     *
     * @return the description with the remote peer's own addresses and fingerprint, or null
     */
    public RTCSessionDescription getPendingRemoteDescription() {
        return translated(peerConnection.getPendingRemoteDescription(), path.signalling()::remoteToWire);
    }

    /**
     * See {@link RTCPeerConnection#setLocalDescription}.
     *
     * @param description what this connection created, changed or not
     * @param observer    hears whether it was accepted
     */
    public void setLocalDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer) {
        RTCSessionDescription translated;
        try {
            translated = translated(description, sdp -> path.signalling().localFromWire(description.sdpType, sdp));
        } catch (IllegalArgumentException e) {
            observer.onFailure(e.getMessage());
            return;
        }
        peerConnection.setLocalDescription(translated, observer);
    }

    /**
     * See {@link RTCPeerConnection#setRemoteDescription}.
     *
     * @param description as it came from the remote peer
     * @param observer    hears whether it was accepted
     */
    public void setRemoteDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer) {
        RTCSessionDescription translated;
        try {
            translated = translated(description, sdp -> path.signalling().remoteToNative(description.sdpType, sdp));
        } catch (IllegalArgumentException e) {
            observer.onFailure(e.getMessage());
            return;
        }
        peerConnection.setRemoteDescription(translated, new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                addCandidatesInWaiting();
                observer.onSuccess();
            }

            @Override
            public void onFailure(String error) {
                observer.onFailure(error);
            }
        });
    }

    /**
     * See {@link RTCPeerConnection#addIceCandidate}. Candidates that come before the remote description wait for it; those that the
     * path can't carry (TCP, mDNS names) are passed over: the remote peer's checks still reach the path.
     *
     * @param candidate as it came from the remote peer
     */
    public void addIceCandidate(RTCIceCandidate candidate) {
        RTCIceCandidate translated = path.signalling().remoteToNative(candidate);
        if (translated == null) {
            return;
        }
        synchronized (this) {
            if (candidatesInWaiting != null) {
                candidatesInWaiting.add(translated);
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
                .map(path.signalling()::remoteToNative)
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

    /** Closes the native connection, the interceptors and the path. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            peerConnection.close();
            path.close();
            onClosed.accept(this);
        }
    }

    private void addCandidatesInWaiting() {
        List<RTCIceCandidate> waiting;
        synchronized (this) {
            waiting = candidatesInWaiting;
            candidatesInWaiting = null;
        }
        if (waiting != null) {
            waiting.forEach(peerConnection::addIceCandidate);
        }
    }

    private CreateSessionDescriptionObserver toWire(CreateSessionDescriptionObserver observer) {
        return new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                observer.onSuccess(translated(description, path.signalling()::localToWire));
            }

            @Override
            public void onFailure(String error) {
                observer.onFailure(error);
            }
        };
    }

    private static RTCSessionDescription translated(
            RTCSessionDescription description, UnaryOperator<String> translation) {
        if (description == null) {
            return null;
        }
        RTCSdpType type = description.sdpType;
        return type == RTCSdpType.ROLLBACK
                ? description
                : new RTCSessionDescription(type, translation.apply(description.sdp));
    }
}
