package dev.bwe.examples.minimal;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import java.io.IOException;

/** Sends REMB for a stream that a media server receives with an RTP stack of its own. */
record MediaServer(Stack stack, BweInterceptorFactory estimators) {
    interface Stack {
        int receiveRtp(byte[] buffer, int offset, int capacity) throws IOException; // a packet's length, or -1

        int sendRtcp(byte[] buffer, int offset, int length) throws IOException;

        void forward(byte[] packet, int length) throws IOException;
    }

    void serve(String session, int ssrc) throws IOException {
        StreamInfo video =
                StreamInfo.of(ssrc, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3));
        try (BweInterceptor interceptor = estimators.newInterceptor(session)) {
            interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> stack.sendRtcp(buffer, offset, length));
            RtpReader reader = interceptor.bindRemoteStream(video, (buffer, offset, capacity, attributes) -> {
                int length = stack.receiveRtp(buffer, offset, capacity);
                attributes.arrivalTimeUs(MonotonicClock.nowUs());
                return length;
            });
            byte[] packet = new byte[1500];
            Attributes attributes = new Attributes();
            for (int length; (length = reader.read(packet, 0, packet.length, attributes.clear())) >= 0; ) {
                stack.forward(packet, length); // length 0 if an interceptor dropped the packet
            }
        }
    }
}
