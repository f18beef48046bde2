package dev.bwe.interceptor.sdp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hostile description costs no more than its length: a hundred of 10 kB and one of 1 MB are the same number of bytes. */
class SdpParsingCostTest {
    private static final int SMALL = 10_000;
    private static final int TIMES = 100;
    /** What is quadratic costs a hundred times as much; what is linear, about the same. */
    private static final double MAX_RATIO = 12;

    private static final String SECTION = "m=video 9 UDP/TLS/RTP/SAVPF 96\n";
    /** So long that 1 MB has fewer than the number of sections that count. */
    private static final String LONG_SECTION = SECTION + "a=mid:" + "1".repeat(150) + "\n";

    /** Texts of some length that are hard on a reader which looks at a line more than once. */
    enum Shape {
        SESSION_LINES_AND_SECTIONS(length -> repeated("a=x\n", length / 2) + repeated(LONG_SECTION, length / 2)),
        FINGERPRINTS_AND_SECTIONS(
                length -> repeated("a=fingerprint:x\n", length / 2) + repeated(LONG_SECTION, length / 2)),
        SESSION_EXTENSIONS_AND_SECTIONS(length ->
                numbered("a=extmap:%d u%1$d\n", length / 2) + repeated(LONG_SECTION + "a=extmap:7 v\n", length / 2)),
        EXTENSIONS(length -> SECTION + numbered("a=extmap:%d u%1$d\n", length)),
        EXTENSIONS_OF_ONE_ID(length -> SECTION + numbered("a=extmap:5 u%d\n", length)),
        FEEDBACK_OF_ONE_PAYLOAD_TYPE(
                length -> SECTION + "a=rtpmap:96 VP8/90000\n" + numbered("a=rtcp-fb:96 f%d\n", length)),
        FEEDBACK_OF_ALL_AND_DEFINITIONS(length ->
                SECTION + numbered("a=rtcp-fb:* f%d\n", length / 2) + repeated("a=rtpmap:96 VP8/90000\n", length / 2)),
        STREAMS(length -> SECTION + numbered("a=ssrc:%d cname:x\n", length)),
        GROUPS(length -> SECTION + numbered("a=ssrc-group:FID %d %1$d\n", length)),
        ONE_GROUP(length -> SECTION + "a=ssrc-group:SIM" + numbered(" %d", length)),
        PAYLOAD_TYPES(length ->
                SECTION.trim() + repeated(" 97", length / 2) + "\n" + repeated("a=rtpmap:97 VP8/90000\n", length / 2)),
        SPACES(length -> SECTION.trim() + " ".repeat(length / 2) + "x\na=extmap:5" + " ".repeat(length / 2) + "x\n"),
        EMPTY_SECTIONS(length -> repeated("m=\n", length)),
        EMPTY_LINES(length -> "\n".repeat(length));

        private final IntFunction<String> text;

        Shape(IntFunction<String> text) {
            this.text = text;
        }

        private static String repeated(String part, int length) {
            return part.repeat(length / part.length());
        }

        private static String numbered(String format, int length) {
            StringBuilder all = new StringBuilder();
            for (int i = 1; all.length() < length; i++) {
                all.append(String.format(Locale.ROOT, format, i));
            }
            return all.toString();
        }
    }

    private static void use(String text) {
        SdpSession session = SdpSession.parse(text);
        session.negotiatedWith(session);
        for (SdpMediaSection section : session.sections()) {
            section.ssrcs().forEach(session::sectionOfSsrc);
        }
    }

    /** In processor time, so that it does not matter what else goes on. */
    private static long nanoseconds(String text, int times) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            use(text);
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    @ParameterizedTest
    @EnumSource
    void oneOf1MegabyteCostsWhatAHundredOf10KilobytesCost(Shape shape) {
        String small = shape.text.apply(SMALL);
        String large = shape.text.apply(SMALL * TIMES);
        long smallNs = Long.MAX_VALUE;
        long largeNs = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            smallNs = Math.min(smallNs, nanoseconds(small, TIMES));
            largeNs = Math.min(largeNs, nanoseconds(large, 1));
        }
        assertTrue(largeNs < MAX_RATIO * smallNs, largeNs + " ns for one, " + smallNs + " ns for a hundred");
    }
}
