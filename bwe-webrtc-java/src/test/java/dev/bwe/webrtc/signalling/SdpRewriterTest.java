package dev.bwe.webrtc.signalling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.webrtc.dtls.Fingerprint;
import java.util.List;
import org.junit.jupiter.api.Test;

class SdpRewriterTest {
    private static final String OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0 1",
            "m=video 41234 UDP/TLS/RTP/SAVPF 96 97",
            "c=IN IP4 198.51.100.7",
            "a=rtcp:41234 IN IP4 198.51.100.7",
            "a=candidate:1 1 udp 2122260223 198.51.100.7 41234 typ host generation 0",
            "a=candidate:2 1 tcp 1518280447 198.51.100.7 9 typ host tcptype active",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:aaaabbbbccccddddeeeeffff",
            "a=fingerprint:sha-256 AA:BB",
            "a=fingerprint:sha-384 CC:DD",
            "a=setup:actpass",
            "a=mid:0",
            "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
            "a=rtpmap:96 VP8/90000",
            "a=rtcp-fb:96 goog-remb",
            "a=rtcp-fb:96 transport-cc",
            "a=rtcp-fb:96 nack pli",
            "a=rtpmap:97 rtx/90000",
            "m=audio 0 UDP/TLS/RTP/SAVPF 111",
            "c=IN IP4 0.0.0.0",
            "a=fingerprint:sha-256 AA:BB",
            "a=mid:1",
            "");

    private static final Fingerprint OF_PATH = new Fingerprint("sha-1", "11:".repeat(19) + "22");

    private final SdpRewriter rewriter = new SdpRewriter(false);

    private List<String> rewritten(SdpRewriter by) {
        return by.rewrite(OFFER, List.of(OF_PATH), c -> c.contains(" udp ") ? "candidate:moved" : null)
                .lines()
                .toList();
    }

    @Test
    void putsThePathsFingerprintInPlaceOfAllOfASection() {
        List<String> lines = rewritten(rewriter);

        assertEquals(
                2,
                lines.stream()
                        .filter(line -> line.equals("a=fingerprint:" + OF_PATH))
                        .count());
        assertEquals(
                2,
                lines.stream().filter(line -> line.startsWith("a=fingerprint")).count());
    }

    @Test
    void translatesCandidatesAndDropsThoseThatCannotBe() {
        List<String> candidates = rewritten(rewriter).stream()
                .filter(line -> line.startsWith("a=candidate"))
                .toList();

        assertEquals(List.of("a=candidate:moved"), candidates);
    }

    @Test
    void hidesDefaultAddressesAndKeepsRejectedSectionsRejected() {
        List<String> lines = rewritten(rewriter);

        assertTrue(lines.contains("m=video 9 UDP/TLS/RTP/SAVPF 96 97"), lines::toString);
        assertTrue(lines.contains("m=audio 0 UDP/TLS/RTP/SAVPF 111"), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.contains("198.51.100.7")), lines::toString);
        assertFalse(lines.stream().anyMatch(line -> line.contains("41234")), lines::toString);
    }

    @Test
    void takesTransportWideFeedbackOutAndNothingElse() {
        List<String> lines = rewritten(rewriter);

        assertTrue(
                lines.stream().noneMatch(line -> line.contains("transport-cc") || line.contains("transport-wide")),
                lines::toString);
        assertTrue(
                lines.contains("a=rtcp-fb:96 goog-remb") && lines.contains("a=rtcp-fb:96 nack pli"), lines::toString);
        assertTrue(
                lines.contains("a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
                lines::toString);
    }

    @Test
    void leavesTransportWideFeedbackWhereTheCallerKeepsIt() {
        List<String> lines = rewritten(new SdpRewriter(true));

        assertTrue(lines.contains("a=rtcp-fb:96 transport-cc"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("a=extmap:3 ")), lines::toString);
    }

    @Test
    void endsEachLineWithCrLf() {
        String sdp = rewriter.rewrite("v=0\ns=-\n", List.of(OF_PATH), c -> c);

        assertEquals("v=0\r\ns=-\r\n", sdp);
    }
}
