package dev.bwe.interceptor.fuzz;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import java.io.IOException;
import java.util.Arrays;

/** A Jazzer target: what comes in through the readers goes out as it was, and throws nothing. */
public final class InterceptorFuzz {
    private static final BweInterceptor INTERCEPTOR =
            BweInterceptorFactory.builder().build().newInterceptor("fuzz");
    private static final byte[][] NEXT = new byte[1][];
    private static final RtpReader RTP = INTERCEPTOR.bindRemoteStream(
            StreamInfo.of(1, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3)),
            InterceptorFuzz::next);
    private static final RtcpReader RTCP = INTERCEPTOR.bindRtcpReader(InterceptorFuzz::next);

    private InterceptorFuzz() {}

    private static int next(byte[] buffer, int offset, int capacity, Attributes attributes) {
        System.arraycopy(NEXT[0], 0, buffer, offset, NEXT[0].length);
        return NEXT[0].length;
    }

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        NEXT[0] = data;
        byte[] buffer = new byte[data.length];
        Attributes attributes = new Attributes();
        unchanged(data, buffer, RTP.read(buffer, 0, buffer.length, attributes));
        unchanged(data, buffer, RTCP.read(buffer, 0, buffer.length, attributes));
        INTERCEPTOR.onOutgoingRtcp(buffer, 0, buffer.length);
        unchanged(data, buffer, buffer.length);
    }

    private static void unchanged(byte[] data, byte[] buffer, int length) {
        if (length != data.length || !Arrays.equals(data, buffer)) {
            throw new AssertionError("the packet was changed");
        }
    }
}
