package dev.bwe.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwe.core.PacketInfo;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {
    @Test
    void readsPacket() throws IOException {
        TraceReader reader = reader("1000 16777215 65535 4294967295 1007\n");

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals(1000, reader.packet().arrivalUs());
        assertEquals(16777215, reader.packet().absSendTime());
        assertEquals(65535, reader.packet().payloadSize());
        assertEquals(0xFFFFFFFF, reader.packet().ssrc());
        assertEquals(1007, reader.packet().nowUs());
        assertEquals(TraceReader.Entry.END, reader.next());
    }

    @Test
    void takesArrivalForNowWhereNowIsMissing() throws IOException {
        TraceReader reader = reader("5 0 0 0 9\n1000 0 0 0\n");
        reader.next();
        reader.next();

        assertEquals(1000, reader.packet().nowUs());
    }

    @ParameterizedTest
    @CsvSource({
        "rtt 30 77, RTT, 30",
        "remove 4294967295 77, REMOVE, 4294967295",
        "max 150000 77, MAX, 150000",
        "max - 77, MAX, 9223372036854775807",
        "min_bitrate 150000 77, MIN_BITRATE, 150000",
        "max_bitrate 1000000000000000 77, MAX_BITRATE, 1000000000000000",
        "max_bitrate - 77, MAX_BITRATE, 9223372036854775807",
        "remb 0 77, REMB, 0",
        "reset 0 77, RESET, 0",
    })
    void readsDirectives(String line, TraceReader.Entry entry, long value) throws IOException {
        TraceReader reader = reader(line);

        assertEquals(entry, reader.next());
        assertEquals(value, reader.value());
        assertEquals(77, reader.timeUs());
    }

    @Test
    void skipsCommentsAndBlankLinesButCountsThem() throws IOException {
        TraceReader reader = reader("# arrival send24 size ssrc\n\n  \t\r\n  # more\n1 2 3 4\n");

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals(5, reader.lineNumber());
    }

    @Test
    void takesLinesEndingAsOnWindows() throws IOException {
        TraceReader reader = reader("1 2 3 4\r\nrtt 5 6\r\n");

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals(TraceReader.Entry.RTT, reader.next());
        assertEquals(TraceReader.Entry.END, reader.next());
    }

    @Test
    void takesLastLineWithoutLineFeed() throws IOException {
        TraceReader reader = reader("1 2 3 4\n5 6 7 8");
        reader.next();

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals(5, reader.packet().arrivalUs());
        assertEquals(2, reader.lineNumber());
    }

    @Test
    void readsAcrossPiecesThatReaderYields() throws IOException {
        TraceReader reader = new TraceReader(new OneCharacterAtATime("1000 2 3 4\nrtt 5 6\n"));

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals(1000, reader.packet().arrivalUs());
        assertEquals(TraceReader.Entry.RTT, reader.next());
        assertEquals(TraceReader.Entry.END, reader.next());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 3 | 3 columns, but a packet has 4 or 5: arrival_us send24 size ssrc [now_us]",
                "1 2 3 4 5 6 | 6 columns, but a packet has 4 or 5: arrival_us send24 size ssrc [now_us]",
                "1,2,3,4 | 1 column, but a packet has 4 or 5: arrival_us send24 size ssrc [now_us]",
                "-1 2 3 4 | arrival_us -1 is outside 0 to 1000000000000000000",
                "1000000000000000001 2 3 4 | arrival_us 1000000000000000001 is outside 0 to 1000000000000000000",
                "99999999999999999999999 2 3 4 | arrival_us 99999999999999999999999 is outside 0 to 1000000000000000000",
                "1.5 2 3 4 | arrival_us \"1.5\" is not a whole number",
                "1 16777216 3 4 | send24 16777216 is outside 0 to 16777215",
                "1 2 65536 4 | size 65536 is outside 0 to 65535",
                "1 2 +3 4 | size \"+3\" is not a whole number",
                "1 2 - 4 | size \"-\" is not a whole number",
                "1 2 3 4294967296 | ssrc 4294967296 is outside 0 to 4294967295",
                "1 2 3 0x4 | ssrc \"0x4\" is not a whole number",
                "1 2 3 4 five | now_us \"five\" is not a whole number",
                "1 2 99999999999999999999999x 4 | size \"99999999999999999999999x\" is not a whole number",
                "rtt 5 | 2 columns, but this directive has 3: rtt MS TIME_US",
                "rtt -5 6 | MS -5 is outside 0 to 2147483647",
                "remove 4294967296 6 | SSRC 4294967296 is outside 0 to 4294967295",
                "max 100k 6 | BPS \"100k\" is not a whole number",
                "max 100 -6 | TIME_US -6 is outside 0 to 1000000000000000000",
                "max_bitrate 100k 6 | BPS \"100k\" is not a whole number",
                "max_bitrate 1000000000000001 6 | BPS 1000000000000001 is outside 0 to 1000000000000000",
                "max_bitrate - | '2 columns, but this directive has 3: max_bitrate BPS|- TIME_US'",
                "max_bitrate -- 6 | BPS \"--\" is not a whole number",
                "min_bitrate - 6 | BPS \"-\" is not a whole number",
                "min_bitrate -1 6 | BPS -1 is outside 0 to 1000000000000000",
                "min_bitrate 1 6 7 | 4 columns, but this directive has 3: min_bitrate BPS TIME_US",
                "min_bitrate 1 1e3 | TIME_US \"1e3\" is not a whole number",
                "remb 1 6 | remb's value 1 is not 0",
                "remb 0 | 2 columns, but this directive has 3: remb 0 TIME_US",
                "config minBitrateBps 6000 | config comes before all other lines",
                "reset 1 6 | reset's value 1 is not 0",
                "restart 0 6 | \"restart\" is not a directive; there are rtt, remove, max, min_bitrate, max_bitrate, remb and reset",
            })
    void saysWhatIsWrong(String line, String problem) throws IOException {
        TraceReader reader = reader("1 2 3 4\n" + line + "\n");
        reader.next();

        TraceFormatException e = assertThrows(TraceFormatException.class, reader::next);
        assertEquals("2: " + problem, e.lineNumber() + ": " + e.getMessage());
    }

    @Test
    void readsPacketWithRtpTimestamp() throws IOException {
        TraceReader reader = rtpReader("1000 4294967295 -8388608 65535 4294967295 1007\n");

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals("1000 1007 -1 -8388608 65535 -1 false", text(reader.packet()));
    }

    @Test
    void readsPacketWithBothTimestamps() throws IOException {
        TraceReader reader = rtpReader("ast 1000 16777215 3 8388607 5 6\n");

        assertEquals(TraceReader.Entry.PACKET, reader.next());
        assertEquals("1000 1000 3 8388607 5 6 true", text(reader.packet()));
        assertEquals(16777215, reader.packet().absSendTime());
    }

    @Test
    void forgetsExtensionsOfPacketBefore() throws IOException {
        TraceReader reader = rtpReader("ast 1000 1 2 3 4 5 1009\n1010 20 - 40 50\n");
        reader.next();
        reader.next();

        assertEquals("1010 1010 20 0 40 50 false", text(reader.packet()));
    }

    @Test
    void readsCallOfTimer() throws IOException {
        TraceReader reader = rtpReader("process 0 77\n");

        assertEquals(TraceReader.Entry.PROCESS, reader.next());
        assertEquals(77, reader.timeUs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 2 3 4 ; 4 columns, but a packet has 5 or 6: arrival_us rtp_timestamp tx_offset|- size ssrc [now_us]",
                "ast 1 2 3 4 5 ; 6 columns, but this packet has 7 or 8: "
                        + "ast arrival_us send24 rtp_timestamp tx_offset|- size ssrc [now_us]",
                "1 4294967296 3 4 5 ; rtp_timestamp 4294967296 is outside 0 to 4294967295",
                "1 -2 3 4 5 ; rtp_timestamp -2 is outside 0 to 4294967295",
                "1 2 -8388609 4 5 ; tx_offset -8388609 is outside -8388608 to 8388607",
                "1 2 8388608 4 5 ; tx_offset 8388608 is outside -8388608 to 8388607",
                "1 2 -- 4 5 ; tx_offset \"--\" is not a whole number",
                "1 2 - - 5 ; size \"-\" is not a whole number",
                "ast 1 16777216 3 4 5 6 ; send24 16777216 is outside 0 to 16777215",
                "process 1 6 ; process's value 1 is not 0",
            })
    void saysWhatIsWrongWithLineOfRtpTimestamps(String line, String problem) throws IOException {
        TraceReader reader = rtpReader(line + "\n");

        TraceFormatException e = assertThrows(TraceFormatException.class, reader::next);
        assertEquals(problem, e.getMessage());
    }

    @Test
    void namesDirectivesThatThereAreWithRtpTimestamps() {
        TraceReader reader = rtpReader("asts 1 2 3 4 5 6\n");

        assertEquals(
                "\"asts\" is neither ast nor a directive;"
                        + " there are rtt, remove, max, min_bitrate, max_bitrate, remb, reset and process",
                assertThrows(TraceFormatException.class, reader::next).getMessage());
    }

    @Test
    void knowsNoPacketWithBothAmongAbsoluteSendTimes() {
        TraceReader reader = reader("ast 1 2 3 4 5 6\n");

        assertThrows(TraceFormatException.class, reader::next);
    }

    @Test
    void refusesEndlessLineRatherThanHoldingIt() {
        TraceReader reader = reader("1".repeat(1001));

        TraceFormatException e = assertThrows(TraceFormatException.class, reader::next);
        assertEquals("1: longer than 1000 characters", e.lineNumber() + ": " + e.getMessage());
    }

    private static String text(PacketInfo packet) {
        return packet.arrivalUs() + " " + packet.nowUs() + " " + packet.rtpTimestamp() + " "
                + packet.transmissionOffset() + " " + packet.payloadSize() + " " + packet.ssrc() + " "
                + packet.hasAbsSendTime();
    }

    private static TraceReader rtpReader(String text) {
        return new TraceReader(new StringReader(text), TraceReader.Format.RTP_TIMESTAMP);
    }

    private static TraceReader reader(String text) {
        return new TraceReader(new StringReader(text));
    }

    private static final class OneCharacterAtATime extends Reader {
        private final String text;
        private int position;

        OneCharacterAtATime(String text) {
            this.text = text;
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            if (position == text.length()) {
                return -1;
            }
            buffer[offset] = text.charAt(position++);
            return 1;
        }

        @Override
        public void close() {
            position = text.length();
        }
    }
}
