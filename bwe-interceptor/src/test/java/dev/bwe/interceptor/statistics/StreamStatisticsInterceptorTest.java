package dev.bwe.interceptor.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.Call;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamStatisticsInterceptorTest {
    private long nowUs;
    private final StreamStatisticsInterceptorFactory factory = new StreamStatisticsInterceptorFactory(() -> nowUs);
    private final StreamStatisticsInterceptor interceptor = factory.newInterceptor("pc");
    private byte[] next;
    private final RtpReader reader =
            interceptor.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
                System.arraycopy(next, 0, buffer, offset, next.length);
                return next.length;
            });

    private void receive(int sequenceNumber, int timestamp, long arrivalUs) {
        next = RtpBytes.packet()
                .ssrc(5)
                .sequenceNumber(sequenceNumber & 0xFFFF)
                .timestamp(timestamp)
                .payload(988)
                .build();
        nowUs = arrivalUs;
        read(arrivalUs);
    }

    private void read(long arrivalUs) {
        readFrom(reader, arrivalUs);
    }

    private static void readFrom(RtpReader from, long arrivalUs) {
        try {
            from.read(new byte[2_000], 0, 2_000, new Attributes().arrivalTimeUs(arrivalUs));
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
        // 1,000 packets a second of 1,000 bytes, header included.
        for (int i = 0; i < 3_000; i++) {
            receive(i, 0, i * 1_000L);
            if (i >= 999) {
                assertEquals(8_000_000, statistics().bitrateBps(), "after " + i + " ms");
            }
        }
        nowUs += 500_000;
        assertEquals(4_000_000, statistics().bitrateBps());
        nowUs += 499_999;
        assertEquals(8_000, statistics().bitrateBps());
        nowUs += 1;
        assertEquals(0, statistics().bitrateBps());
    }

    @Test
    void bitrateIsRightAfterASilenceOfAnyLength() {
        int sequenceNumber = 0;
        for (long silenceMs : new long[] {1, 998, 999, 1_000, 1_001, 1_999, 2_000, 100_000_000_000L}) {
            receive(sequenceNumber++, 0, nowUs + 2_000_000);
            receive(sequenceNumber++, 0, nowUs + silenceMs * 1_000);
            assertEquals(silenceMs < 1_000 ? 16_000 : 8_000, statistics().bitrateBps(), silenceMs + " ms");
        }
    }

    @Test
    void packetsOfOtherStreamsInTheSameReaderAreCountedApart() {
        for (int i = 0; i < 100; i++) {
            receive(i, i * 1_800, i * 20_000L);
            next = RtpBytes.packet()
                    .ssrc(6)
                    .sequenceNumber(i * 7 + 500)
                    .timestamp(-i)
                    .payload(500)
                    .build();
            read(nowUs);
        }
        StreamStatistics statistics = statistics();
        assertEquals(100, statistics.packets());
        assertEquals(100, statistics.foreign());
        assertEquals(100, statistics.packetsExpected());
        assertEquals(0, statistics.packetsLost());
        assertEquals(100_000, statistics.bytes());
        assertEquals(98_800, statistics.payloadBytes());
        assertEquals(0, statistics.jitterUs());
        assertEquals(400_000, statistics.bitrateBps());
    }

    @Test
    void aStreamThatWasBoundAnewIsNotForgottenByUnbindingWithWhatItWasBoundWithBefore() {
        receive(1, 0, 0);
        StreamInfo anew = StreamInfo.of(5, "video/H264", 90_000);
        interceptor.bindRemoteStream(anew, reader);
        interceptor.unbindRemoteStream(Call.video(5));
        assertEquals(1, statistics().packets());
        interceptor.unbindRemoteStream(anew);
        assertTrue(interceptor.statistics(5).isEmpty(), "after unbind");
    }

    @Test
    void unbindingWhatWasNeverBoundIsNothing() {
        interceptor.unbindRemoteStream(Call.video(6));
        receive(1, 0, 0);
        assertEquals(1, statistics().packets());
    }

    @Test
    void aClockRateThatALaterBindTellsCountsFromThenOnInReadersThatThereAre() {
        interceptor.unbindRemoteStream(Call.video(5));
        StreamInfo unknown = StreamInfo.of(5, "", 0);
        RtpReader early = interceptor.bindRemoteStream(unknown, (buffer, offset, capacity, attributes) -> {
            System.arraycopy(next, 0, buffer, offset, next.length);
            return next.length;
        });
        for (int i = 0; i < 40; i++) {
            if (i == 20) {
                assertEquals(0, statistics().jitterUs());
            }
            if (i == 20 || i == 25) {
                // The second time it tells nothing new.
                interceptor.bindRemoteStream(StreamInfo.of(5, "video/VP8", 90_000), reader);
            }
            if (i == 30) {
                // 48 kHz from here on; the first packet after the change is no transit time to compare with.
                interceptor.bindRemoteStream(StreamInfo.of(5, "audio/opus", 48_000), reader);
                interceptor.bindRemoteStream(unknown, reader);
            }
            next = RtpBytes.packet()
                    .ssrc(5)
                    .sequenceNumber(i)
                    .timestamp(i * (i < 30 ? 1_800 : 960))
                    .build();
            readFrom(early, i * 20_000L + (i % 2) * 8_000);
        }
        double expectedUs = 0;
        for (int i = 0; i < 9 + 9; i++) {
            expectedUs += (8_000 - expectedUs) / 16;
        }
        assertEquals(expectedUs, statistics().jitterUs(), 1e-6);
        assertEquals(40, statistics().packets());
    }

    @Test
    void bindingAfterTheEndCountsNothing() {
        interceptor.close();
        RtpReader same = (buffer, offset, capacity, attributes) -> 0;
        assertSame(same, interceptor.bindRemoteStream(Call.video(5), same));
        assertEquals(List.of(), interceptor.statistics());
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
