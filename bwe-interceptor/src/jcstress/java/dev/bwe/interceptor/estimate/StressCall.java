package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An interceptor and packets for it, without threads of its own. */
final class StressCall {
    private static final byte[] PACKET = {
        (byte) 0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5, (byte) 0xBE, (byte) 0xDE, 0, 1, 0x32, 0, 0, 0, 1, 2, 3, 4
    };
    static final StreamInfo STREAM =
            StreamInfo.of(5, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3));

    /** Timers that a closed interceptor must not leave are counted here. */
    final ManualScheduler scheduler = new ManualScheduler();

    final BweInterceptor interceptor =
            BweInterceptorFactory.builder().executor(scheduler).build().newInterceptor("stress");
    final RtpReader reader = interceptor.bindRemoteStream(STREAM, StressCall::packet);

    /** A reader of packets with a send time under the id that {@link #STREAM} has for it. */
    static int packet(byte[] buffer, int offset, int capacity, Attributes attributes) {
        System.arraycopy(PACKET, 0, buffer, offset, PACKET.length);
        return PACKET.length;
    }

    void read() {
        try {
            reader.read(new byte[PACKET.length], 0, PACKET.length, new Attributes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
