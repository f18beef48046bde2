package dev.bwe.examples.call;

import dev.bwe.webrtc.InterceptedPeerConnection;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsCollectorCallback;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import java.util.List;

/** What a call needs of a peer connection, intercepted or not: the two have the same methods but no type in common. */
interface CallConnection {
    void createOffer(RTCOfferOptions options, CreateSessionDescriptionObserver observer);

    void createAnswer(RTCAnswerOptions options, CreateSessionDescriptionObserver observer);

    void setLocalDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer);

    void setRemoteDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer);

    void addIceCandidate(RTCIceCandidate candidate);

    RTCRtpSender addTrack(MediaStreamTrack track, List<String> streamIds);

    void removeTrack(RTCRtpSender sender);

    RTCDataChannel createDataChannel(String label, RTCDataChannelInit init);

    void getStats(RTCStatsCollectorCallback callback);

    void close();

    static CallConnection of(RTCPeerConnection connection) {
        return new CallConnection() {
            @Override
            public void createOffer(RTCOfferOptions options, CreateSessionDescriptionObserver observer) {
                connection.createOffer(options, observer);
            }

            @Override
            public void createAnswer(RTCAnswerOptions options, CreateSessionDescriptionObserver observer) {
                connection.createAnswer(options, observer);
            }

            @Override
            public void setLocalDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer) {
                connection.setLocalDescription(description, observer);
            }

            @Override
            public void setRemoteDescription(
                    RTCSessionDescription description, SetSessionDescriptionObserver observer) {
                connection.setRemoteDescription(description, observer);
            }

            @Override
            public void addIceCandidate(RTCIceCandidate candidate) {
                connection.addIceCandidate(candidate);
            }

            @Override
            public RTCRtpSender addTrack(MediaStreamTrack track, List<String> streamIds) {
                return connection.addTrack(track, streamIds);
            }

            @Override
            public void removeTrack(RTCRtpSender sender) {
                connection.removeTrack(sender);
            }

            @Override
            public RTCDataChannel createDataChannel(String label, RTCDataChannelInit init) {
                return connection.createDataChannel(label, init);
            }

            @Override
            public void getStats(RTCStatsCollectorCallback callback) {
                connection.getStats(callback);
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }

    static CallConnection of(InterceptedPeerConnection connection) {
        return new CallConnection() {
            @Override
            public void createOffer(RTCOfferOptions options, CreateSessionDescriptionObserver observer) {
                connection.createOffer(options, observer);
            }

            @Override
            public void createAnswer(RTCAnswerOptions options, CreateSessionDescriptionObserver observer) {
                connection.createAnswer(options, observer);
            }

            @Override
            public void setLocalDescription(RTCSessionDescription description, SetSessionDescriptionObserver observer) {
                connection.setLocalDescription(description, observer);
            }

            @Override
            public void setRemoteDescription(
                    RTCSessionDescription description, SetSessionDescriptionObserver observer) {
                connection.setRemoteDescription(description, observer);
            }

            @Override
            public void addIceCandidate(RTCIceCandidate candidate) {
                connection.addIceCandidate(candidate);
            }

            @Override
            public RTCRtpSender addTrack(MediaStreamTrack track, List<String> streamIds) {
                return connection.addTrack(track, streamIds);
            }

            @Override
            public void removeTrack(RTCRtpSender sender) {
                connection.removeTrack(sender);
            }

            @Override
            public RTCDataChannel createDataChannel(String label, RTCDataChannelInit init) {
                return connection.createDataChannel(label, init);
            }

            @Override
            public void getStats(RTCStatsCollectorCallback callback) {
                connection.getStats(callback);
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }
}
