package dev.bwe.interceptor.rtp;

import static dev.bwe.interceptor.rtp.RtcpBytes.EMPTY_REPORT;
import static dev.bwe.interceptor.rtp.RtcpBytes.OTHER_FEEDBACK;
import static dev.bwe.interceptor.rtp.RtcpBytes.PICTURE_LOSS;
import static dev.bwe.interceptor.rtp.RtcpBytes.REMB_1M;
import static dev.bwe.interceptor.rtp.RtcpBytes.REMB_5K;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RembFilterTest {
    private final RembFilter filter = new RembFilter();
    private final List<Long> removed = new ArrayList<>();

    private byte[] remove(String... packets) {
        byte[] bytes = RtcpBytes.of(packets);
        byte[] shifted = new byte[bytes.length + 7];
        Arrays.fill(shifted, (byte) 0x55);
        System.arraycopy(bytes, 0, shifted, 3, bytes.length);
        int length = filter.remove(shifted, 3, bytes.length, remb -> removed.add(remb.bitrateBps()));
        assertArrayEquals(new byte[] {0x55, 0x55, 0x55}, Arrays.copyOf(shifted, 3), "bytes before the compound");
        assertArrayEquals(
                new byte[] {0x55, 0x55, 0x55, 0x55},
                Arrays.copyOfRange(shifted, shifted.length - 4, shifted.length),
                "bytes behind the compound");
        return Arrays.copyOfRange(shifted, 3, 3 + length);
    }

    @Test
    void removesRembAndKeepsTheRestByteForByte() {
        assertArrayEquals(
                RtcpBytes.of(EMPTY_REPORT, PICTURE_LOSS, OTHER_FEEDBACK),
                remove(EMPTY_REPORT, REMB_1M, PICTURE_LOSS, REMB_5K, OTHER_FEEDBACK));
        assertEquals(List.of(1_000_000L, 5_000L), removed);
    }

    @Test
    void removesRembAtEitherEnd() {
        assertArrayEquals(RtcpBytes.of(EMPTY_REPORT), remove(EMPTY_REPORT, REMB_1M));
        assertArrayEquals(RtcpBytes.of(EMPTY_REPORT), remove(REMB_1M, EMPTY_REPORT));
        assertArrayEquals(
                RtcpBytes.of(EMPTY_REPORT, PICTURE_LOSS), remove(EMPTY_REPORT, REMB_1M, REMB_5K, PICTURE_LOSS));
    }

    @Test
    void removesPaddingWithItsRemb() {
        assertArrayEquals(
                RtcpBytes.of(EMPTY_REPORT, PICTURE_LOSS),
                remove(EMPTY_REPORT, "afce0006 00000001 00000000 52454d42 010bd090 00000007 00000004", PICTURE_LOSS));
    }

    @Test
    void nothingIsLeftOfRembAlone() {
        assertEquals(0, remove(REMB_1M, REMB_5K).length);
        assertEquals(0, remove().length);
    }

    @Test
    void aCompoundWithoutRembStaysAsItIs() {
        assertArrayEquals(RtcpBytes.of(EMPTY_REPORT, OTHER_FEEDBACK), remove(EMPTY_REPORT, OTHER_FEEDBACK));
        assertEquals(List.of(), removed);
    }

    @Test
    void whatFollowsDamageIsNotTouched() {
        assertArrayEquals(
                RtcpBytes.of(EMPTY_REPORT, "40000000", REMB_1M), remove(EMPTY_REPORT, REMB_5K, "40000000", REMB_1M));
        assertEquals(List.of(5_000L), removed);
    }

    @Test
    void rewritesTheBitrateAndNothingElse() {
        byte[] bytes = RtcpBytes.of(EMPTY_REPORT, REMB_5K, OTHER_FEEDBACK, REMB_5K);
        assertEquals(2, filter.rewrite(bytes, 0, bytes.length, 1_000_000));
        String rewritten = REMB_5K.replace("00001388", "000bd090");
        assertArrayEquals(RtcpBytes.of(EMPTY_REPORT, rewritten, OTHER_FEEDBACK, rewritten), bytes);
    }
}
