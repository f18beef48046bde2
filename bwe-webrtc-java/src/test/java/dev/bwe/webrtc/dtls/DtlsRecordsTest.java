package dev.bwe.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DtlsRecordsTest {
    private static final int OFFSET = 3;

    @ParameterizedTest
    @CsvSource({
        "16fefd0000000000000000000e 0e0000020000000000000002beef, true, a whole message",
        "16feff0000000000000000000c 0e0000020000000000000000, true, DTLS 1.0 version and an empty piece",
        "16fefd0000000000000000000e 0e0000020000000000000002be, false, cut short",
        "16fefd0000000000000000000e 0e0000020000000000000002beefff, false, trailing byte",
        "16fefe0000000000000000000e 0e0000020000000000000002beef, false, reserved version",
        "1603030000000000000000000e 0e0000020000000000000002beef, false, TLS version",
        "16fefd0000000000000000000e 0effffff0000000000000002beef, false, claims 16 MB",
        "16fefd0000000000000000000e 0e0000020000000001000002beef, false, piece beyond its message",
        "16fefd0000000000000000000e 0e0000030000000000000003beef, false, piece beyond its record",
        "14fefd00000000000000000001 01 15fefd00000000000000000002 0100, true, two records",
        "19fefd00000000000000000001 01, false, unknown type",
        "17fefd00010000000000000010 00000000000000000000000000000000, true, ChaCha20 with no data",
        "17fefd0001000000000000000f 000000000000000000000000000000, false, less than a tag",
        "17fefd000100000000000000, false, no whole header"
    })
    void onlyWholeRecordsOfOurVersionPass(String hex, boolean expected, String what) {
        byte[] record = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] buf = new byte[OFFSET + record.length + 5];
        System.arraycopy(record, 0, buf, OFFSET, record.length);
        assertEquals(expected, DtlsRecords.wellFormed(buf, OFFSET, record.length, DtlsRecords.CHACHA20_OVERHEAD), what);
    }

    @ParameterizedTest
    @CsvSource({"24, false, GCM needs its nonce too", "16, true, ChaCha20 does not"})
    void theCiphersOverheadCounts(int overhead, boolean expected, String what) {
        byte[] record = HexFormat.of().parseHex("17fefd00010000000000000017" + "00".repeat(23));
        assertEquals(expected, DtlsRecords.wellFormed(record, 0, record.length, overhead), what);
    }
}
