package dev.bwe.examples.minimal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DropEveryFiftiethTest {
    private static final int PACKETS = 120;

    private final List<Integer> sendTimes = new ArrayList<>();
    private final List<Integer> passed = new ArrayList<>();

    @Test
    void dropsPackets50And100AndReportsTheSendTimesOfTheOthers() throws IOException {
        read(new HeaderExtension(HeaderExtension.ABS_SEND_TIME, VideoPackets.SEND_TIME_ID));

        List<Integer> others = IntStream.rangeClosed(1, PACKETS)
                .filter(number -> number % 50 != 0)
                .boxed()
                .toList();
        assertEquals(others, passed);
        assertEquals(others.stream().map(VideoPackets::sendTime).toList(), sendTimes);
    }

    @Test
    void reportsNoSendTimesForAStreamThatHasNotNegotiatedThem() throws IOException {
        read();

        assertEquals(PACKETS - 2, passed.size());
        assertEquals(List.of(), sendTimes);
    }

    private void read(HeaderExtension... negotiated) throws IOException {
        StreamInfo stream = StreamInfo.of(VideoPackets.SSRC, "video/VP8", 90_000, negotiated);
        int[] number = {0};
        RtpReader reader = new DropEveryFiftieth(sendTimes::add)
                .bindRemoteStream(
                        stream,
                        (buffer, offset, capacity, attributes) -> VideoPackets.write(++number[0], buffer, offset));
        byte[] buffer = new byte[1500];
        Attributes attributes = new Attributes();
        for (int i = 0; i < PACKETS; i++) {
            if (reader.read(buffer, 0, buffer.length, attributes.clear()) > 0) {
                passed.add(number[0]);
            }
        }
    }
}
