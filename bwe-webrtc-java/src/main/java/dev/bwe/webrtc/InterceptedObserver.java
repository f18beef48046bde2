package dev.bwe.webrtc;

import dev.bwe.webrtc.signalling.PathSignalling;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionIceErrorEvent;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpReceiver;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSignalingState;
import dev.onvoid.webrtc.media.MediaStream;
import java.util.Arrays;
import java.util.Objects;

/** Hands the native peer connection's events to the application, its candidates translated. */
final class InterceptedObserver implements PeerConnectionObserver {
    private final PeerConnectionObserver application;
    private final PathSignalling signalling;

    InterceptedObserver(PeerConnectionObserver application, PathSignalling signalling) {
        this.application = application;
        this.signalling = signalling;
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        RTCIceCandidate translated = signalling.localToWire(candidate);
        if (translated != null) {
            application.onIceCandidate(translated);
        }
    }

    @Override
    public void onIceCandidatesRemoved(RTCIceCandidate[] candidates) {
        RTCIceCandidate[] translated = Arrays.stream(candidates)
                .map(signalling::localToWire)
                .filter(Objects::nonNull)
                .toArray(RTCIceCandidate[]::new);
        if (translated.length > 0) {
            application.onIceCandidatesRemoved(translated);
        }
    }

    @Override
    public void onSignalingChange(RTCSignalingState state) {
        application.onSignalingChange(state);
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        application.onConnectionChange(state);
    }

    @Override
    public void onIceConnectionChange(RTCIceConnectionState state) {
        application.onIceConnectionChange(state);
    }

    @Override
    public void onStandardizedIceConnectionChange(RTCIceConnectionState state) {
        application.onStandardizedIceConnectionChange(state);
    }

    @Override
    public void onIceConnectionReceivingChange(boolean receiving) {
        application.onIceConnectionReceivingChange(receiving);
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        application.onIceGatheringChange(state);
    }

    @Override
    public void onIceCandidateError(RTCPeerConnectionIceErrorEvent event) {
        application.onIceCandidateError(event);
    }

    @Override
    public void onAddStream(MediaStream stream) {
        application.onAddStream(stream);
    }

    @Override
    public void onRemoveStream(MediaStream stream) {
        application.onRemoveStream(stream);
    }

    @Override
    public void onDataChannel(RTCDataChannel dataChannel) {
        application.onDataChannel(dataChannel);
    }

    @Override
    public void onRenegotiationNeeded() {
        application.onRenegotiationNeeded();
    }

    @Override
    public void onAddTrack(RTCRtpReceiver receiver, MediaStream[] mediaStreams) {
        application.onAddTrack(receiver, mediaStreams);
    }

    @Override
    public void onRemoveTrack(RTCRtpReceiver receiver) {
        application.onRemoveTrack(receiver);
    }

    @Override
    public void onTrack(RTCRtpTransceiver transceiver) {
        application.onTrack(transceiver);
    }
}
