package dev.bwe.examples.minimal;

import dev.bwe.interceptor.InterceptorRegistry;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.remb.RembFilterInterceptorFactory;
import dev.bwe.webrtc.InterceptedPeerConnection;
import dev.bwe.webrtc.InterceptedPeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;

/** Prints the estimates for the peer connections of an app on webrtc-java. */
public final class DesktopApp {
    static InterceptedPeerConnectionFactory intercept(PeerConnectionFactory factory) {
        BweInterceptorFactory estimators = BweInterceptorFactory.builder()
                .estimateListener((pc, nowUs, bitrateBps, usage, ssrcs) ->
                        System.out.println(pc + ": " + bitrateBps / 1000 + " kbit/s, " + usage))
                .build();
        return new InterceptedPeerConnectionFactory(
                factory, InterceptorRegistry.of(estimators, new RembFilterInterceptorFactory()));
    }

    public static void main(String[] args) {
        HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
        PeerConnectionFactory factory = new PeerConnectionFactory(audio);
        try (InterceptedPeerConnectionFactory interception = intercept(factory)) {
            // Without bwe: RTCPeerConnection pc = factory.createPeerConnection(configuration, observer);
            InterceptedPeerConnection pc = interception.createPeerConnection(
                    new RTCConfiguration(), candidate -> System.out.println("to be signalled: " + candidate.sdp));
            pc.close(); // after tracks, offer, answer, and the call itself
        }
        factory.dispose();
        audio.dispose();
    }
}
