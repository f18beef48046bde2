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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the native peer connection's events to the application, with translated candidates. Nothing that is thrown leaves a method: it
 * would end the JVM.
 */
final class InterceptedObserver implements PeerConnectionObserver {
    private static final Logger LOG = LoggerFactory.getLogger(InterceptedObserver.class);

    private final PeerConnectionObserver application;
    private final PathSignalling signalling;

    InterceptedObserver(PeerConnectionObserver application, PathSignalling signalling) {
        this.application = application;
        this.signalling = signalling;
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        guarded(() -> {
            RTCIceCandidate translated = signalling.openOutgoing(candidate);
            if (translated != null) {
                application.onIceCandidate(translated);
            }
        });
    }

    @Override
    public void onIceCandidatesRemoved(RTCIceCandidate[] candidates) {
        guarded(() -> {
            RTCIceCandidate[] translated = Arrays.stream(candidates)
                    .map(signalling::findOutgoing)
                    .filter(Objects::nonNull)
                    .toArray(RTCIceCandidate[]::new);
            if (translated.length > 0) {
                application.onIceCandidatesRemoved(translated);
            }
        });
    }

    @Override
    public void onSignalingChange(RTCSignalingState state) {
        guarded(() -> application.onSignalingChange(state));
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        guarded(() -> application.onConnectionChange(state));
    }

    @Override
    public void onIceConnectionChange(RTCIceConnectionState state) {
        guarded(() -> application.onIceConnectionChange(state));
    }

    @Override
    public void onStandardizedIceConnectionChange(RTCIceConnectionState state) {
        guarded(() -> application.onStandardizedIceConnectionChange(state));
    }

    @Override
    public void onIceConnectionReceivingChange(boolean receiving) {
        guarded(() -> application.onIceConnectionReceivingChange(receiving));
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        guarded(() -> application.onIceGatheringChange(state));
    }

    @Override
    public void onIceCandidateError(RTCPeerConnectionIceErrorEvent event) {
        guarded(() -> application.onIceCandidateError(event));
    }

    @Override
    public void onAddStream(MediaStream stream) {
        guarded(() -> application.onAddStream(stream));
    }

    @Override
    public void onRemoveStream(MediaStream stream) {
        guarded(() -> application.onRemoveStream(stream));
    }

    @Override
    public void onDataChannel(RTCDataChannel dataChannel) {
        guarded(() -> application.onDataChannel(dataChannel));
    }

    @Override
    public void onRenegotiationNeeded() {
        guarded(() -> application.onRenegotiationNeeded());
    }

    @Override
    public void onAddTrack(RTCRtpReceiver receiver, MediaStream[] mediaStreams) {
        guarded(() -> application.onAddTrack(receiver, mediaStreams));
    }

    @Override
    public void onRemoveTrack(RTCRtpReceiver receiver) {
        guarded(() -> application.onRemoveTrack(receiver));
    }

    @Override
    public void onTrack(RTCRtpTransceiver transceiver) {
        guarded(() -> application.onTrack(transceiver));
    }

    /** Runs a call of the application and logs what it throws. */
    static void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            LOG.warn("a callback of a peer connection failed", e);
        }
    }
}
