package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class StreamStatisticsInterceptorTest {
    private long nowUs;
    private final StreamStatisticsInterceptorFactory factory = new StreamStatisticsInterceptorFactory(() -> nowUs);
    private final StreamStatisticsInterceptor interceptor = factory.newInterceptor("pc");
    private byte[] next;
    private final RtpReader reader = interceptor.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
        System.arraycopy(next, 0, buffer, offset, next.length);
        return next.length;
    });

    private void receive(int sequenceNumber, int timestamp, long arrivalUs) {
        next = RtpBytes.packet().ssrc(5).sequenceNumber(sequenceNumber & 0xFFFF).timestamp(timestamp).payload(988).build();
        nowUs = arrivalUs;
        read(arrivalUs);
    }

    private void read(long arrivalUs) {
        try {
            reader.read(new byte[2_000], 0, 2_000, new Attributes().arrivalTimeUs(arrivalUs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StreamStatistics statistics() {
        return interceptor.statistics(5).orElseThrow();
    }

    @Test
    void countsPacketsAndBytes() {
        next = RtpBytes.packet().ssrc(5).payload(100).padding(10).build();
        read(1);
        next = new byte[5];
        read(2);
        StreamStatistics statistics = statistics();
        assertEquals(1, statistics.packets());
        assertEquals(100, statistics.payloadBytes());
        assertEquals(122, statistics.bytes());
        assertEquals(1, statistics.malformed());
    }

    @Test
    void lossIsWhatTheSequenceNumbersLeaveOutAcrossTheWrap() {
        for (int i = 65_000; i < 66_000; i++) {
            if (i % 10 != 3) {
                receive(i, 0, i);
            }
        }
        assertEquals(1_000, statistics().packetsExpected());
        assertEquals(100, statistics().packetsLost());
    }

    @Test
    void reorderedPacketsAreNotLostAndDuplicatesCountAgainst() {
        for (int i : new int[] {10, 12, 11, 13, 13}) {
            receive(i, 0, 0);
        }
        assertEquals(4, statistics().packetsExpected());
        assertEquals(-1, statistics().packetsLost());
    }

    @Test
    void aSingleWildSequenceNumberIsNoLossButARestartIsABeginning() {
        receive(100, 0, 0);
        receive(40_000, 0, 0);
        receive(101, 0, 0);
        assertEquals(2, statistics().packetsExpected());
        for (int i = 30_000; i < 30_010; i++) {
            receive(i, 0, 0);
        }
        assertEquals(2 + 10, statistics().packetsExpected());
    }

    @Test
    void jitterIsThatOfRfc3550AcrossTheTimestampsWrap() {
        // 90 kHz, a packet each 20 ms, each second one 8 ms late: |D| is 8 ms from the second packet on.
        double expectedUs = 0;
        for (int i = 0; i < 200; i++) {
            receive(i, -90_000 + i * 1_800, i * 20_000L + (i % 2) * 8_000);
            if (i > 0) {
                expectedUs += (8_000 - expectedUs) / 16;
            }
        }
        assertEquals(expectedUs, statistics().jitterUs(), 1e-6);
        assertTrue(expectedUs > 7_900, expectedUs + " us");
    }

    @Test
    void bitrateIsThatOfTheLastSecond() {
        for (int i = 0; i < 300; i++) {
            receive(i, 0, i * 10_000L);
        }
        // 100 packets a second of 1,000 bytes, header included; the window is a second less up to 50 ms.
        assertEquals(800_000, statistics().bitrateBps(), 40_000);
        nowUs += 500_000;
        assertEquals(400_000, statistics().bitrateBps(), 40_000);
        nowUs += 600_000;
        assertEquals(0, statistics().bitrateBps());
    }

    @Test
    void whatIsUnboundOrClosedIsForgotten() {
        receive(1, 0, 0);
        assertEquals(1, interceptor.statistics().size());
        interceptor.unbindRemoteStream(Call.video(5));
        assertTrue(interceptor.statistics(5).isEmpty(), "after unbind");
        interceptor.close();
        interceptor.close();
        assertTrue(factory.interceptor("pc").isEmpty(), "after close");
    }
}
