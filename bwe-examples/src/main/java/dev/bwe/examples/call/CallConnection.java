package dev.bwe.examples.call;

import dev.bwe.webrtc.InterceptedPeerConnection;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A peer connection, intercepted or not: the two have these methods but no common type. All others may be called on the native
 * connection.
 *
 * @param nativeConnection    libwebrtc's peer connection
 * @param createOffer         creates an offer
 * @param createAnswer        creates an answer
 * @param setLocalDescription  sets the local description
 * @param setRemoteDescription sets the remote description
 * @param addIceCandidate     adds a candidate of the remote peer
 * @param close               closes the peer connection
 */
record CallConnection(
        RTCPeerConnection nativeConnection,
        BiConsumer<RTCOfferOptions, CreateSessionDescriptionObserver> createOffer,
        BiConsumer<RTCAnswerOptions, CreateSessionDescriptionObserver> createAnswer,
        BiConsumer<RTCSessionDescription, SetSessionDescriptionObserver> setLocalDescription,
        BiConsumer<RTCSessionDescription, SetSessionDescriptionObserver> setRemoteDescription,
        Consumer<RTCIceCandidate> addIceCandidate,
        Runnable close) {

    static CallConnection of(RTCPeerConnection pc) {
        return new CallConnection(
                pc,
                pc::createOffer,
                pc::createAnswer,
                pc::setLocalDescription,
                pc::setRemoteDescription,
                pc::addIceCandidate,
                pc::close);
    }

    static CallConnection of(InterceptedPeerConnection pc) {
        return new CallConnection(
                pc.nativeConnection(),
                pc::createOffer,
                pc::createAnswer,
                pc::setLocalDescription,
                pc::setRemoteDescription,
                pc::addIceCandidate,
                pc::close);
    }
}
