package dev.bwe.interceptor.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.ErrorsTest;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.RtpWriter;
import dev.bwe.interceptor.estimate.Call;
import dev.bwe.interceptor.rtp.RtcpBytes;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacketDumpInterceptorTest {
    private final List<String> lines = new ArrayList<>();
    private final Interceptor interceptor = new PacketDumpInterceptorFactory(
                    (id, timeUs, incoming, line) -> lines.add(id + " " + timeUs + (incoming ? " < " : " > ") + line),
                    () -> 42)
            .newInterceptor("pc");

    private static int copy(byte[] packet, byte[] buffer, int offset) {
        System.arraycopy(packet, 0, buffer, offset, packet.length);
        return packet.length;
    }

    @Test
    void saysWhatComesAndGoes() throws IOException {
        byte[] rtp = RtpBytes.packet()
                .ssrc(-1)
                .sequenceNumber(7)
                .timestamp(-2)
                .marker()
                .absSendTime(3, 1)
                .payload(9)
                .padding(2)
                .build();
        byte[] rtcp = RtcpBytes.of(RtcpBytes.EMPTY_REPORT, RtcpBytes.REMB_1M, RtcpBytes.PICTURE_LOSS, "80cb0000", "00");
        interceptor
                .bindRemoteStream(Call.video(1), (b, o, c, a) -> copy(rtp, b, o))
                .read(new byte[500], 0, 500, new Attributes().arrivalTimeUs(5));
        interceptor.bindLocalStream(Call.video(1), (b, o, l, a) -> l).write(new byte[3], 0, 3, new Attributes());
        interceptor.bindRtcpReader((b, o, c, a) -> copy(rtcp, b, o)).read(new byte[500], 0, 500, new Attributes());
        interceptor.bindRtcpWriter((b, o, l, a) -> l).write(RtcpBytes.of("80ca0000"), 0, 4, new Attributes());
        assertEquals(
                List.of(
                        "pc 5 < RTP ssrc=4294967295 seq=7 ts=4294967294 pt=96 m=1 payload=9 padding=2 ext=3:3",
                        "pc 42 > RTP malformed=TOO_SHORT length=3",
                        "pc 42 < RR ssrc=1 blocks=0",
                        "pc 42 < REMB ssrc=1 bps=1000000 for=7",
                        "pc 42 < PSFB fmt=1 ssrc=1 media=2",
                        "pc 42 < BYE ssrcs=0",
                        "pc 42 < RTCP malformed length=1",
                        "pc 42 > SDES count=0 length=4"),
                lines);
    }

    @ParameterizedTest
    @MethodSource("dev.bwe.interceptor.ErrorsTest#failures")
    void aListenerThatThrowsStopsNothingAndCloseEndsIt(Throwable failure) throws IOException {
        int[] heard = new int[1];
        Interceptor failing = new PacketDumpInterceptorFactory((id, timeUs, incoming, line) -> {
                    heard[0]++;
                    ErrorsTest.<RuntimeException, Void>fail(failure);
                })
                .newInterceptor("pc");
        byte[] rtcp = RtcpBytes.of(RtcpBytes.EMPTY_REPORT, RtcpBytes.PICTURE_LOSS);
        RtpReader reader = failing.bindRemoteStream(Call.video(1), (b, o, c, a) -> copy(new byte[12], b, o));
        RtpWriter writer = failing.bindLocalStream(Call.video(1), (b, o, l, a) -> l);
        RtcpReader rtcpReader = failing.bindRtcpReader((b, o, c, a) -> copy(rtcp, b, o));
        RtcpWriter rtcpWriter = failing.bindRtcpWriter((b, o, l, a) -> l);
        for (int round = 0; round < 2; round++) {
            assertEquals(12, reader.read(new byte[500], 0, 500, new Attributes()));
            assertEquals(20, writer.write(new byte[20], 0, 20, new Attributes()));
            assertEquals(rtcp.length, rtcpReader.read(new byte[500], 0, 500, new Attributes()));
            assertEquals(rtcp.length, rtcpWriter.write(rtcp, 0, rtcp.length, new Attributes()));
            assertEquals(6, heard[0], "calls of the listener");
            failing.close();
        }
    }
}
