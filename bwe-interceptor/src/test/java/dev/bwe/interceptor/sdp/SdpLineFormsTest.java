package dev.bwe.interceptor.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Cases;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtcpFeedback;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as real descriptions have them: with blanks at the end, tabs between words, and values of several words. */
class SdpLineFormsTest {
    private static SdpMediaSection section(String... lines) {
        return SdpSession.parse("m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" + String.join("\r\n", lines) + "\r\n")
                .sections()
                .get(0);
    }

    private static SdpMediaSection sectionOf(String file) throws IOException {
        return SdpSession.parse(Cases.text(file)).sections().get(0);
    }

    @Test
    void flagsWithABlankAtTheEndCountInACallsDescription() throws IOException {
        SdpMediaSection section =
                sectionOf("sdp-flag-lines-with-blank-at-end-are-ignored-section-counts-as-sendrecv.sdp");
        assertEquals("inactive", section.direction());
        assertFalse(section.isActive(), "an inactive section");
        assertTrue(section.reducedSizeRtcp(), "rtcp-rsize");
        assertTrue(section.extmapAllowMixed(), "extmap-allow-mixed");
    }

    @Test
    void aBundledSectionOfPortZeroIsActiveWithABlankBehindBundleOnly() throws IOException {
        SdpMediaSection section = sectionOf("sdp-bundle-only-with-blank-at-end-section-counts-as-rejected.sdp");
        assertTrue(section.bundleOnly(), "bundle-only");
        assertTrue(section.isActive(), "a bundled section");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\t", " \t ", "\u0000", "\u000b", ":", ": ", ":x", " x"})
    void whateverFollowsAFlagItIsSet(String end) {
        for (String direction : List.of("sendrecv", "sendonly", "recvonly", "inactive")) {
            assertEquals(
                    direction, section("a=" + direction + end, "a=sendrecv").direction());
        }
        SdpMediaSection flags = section("a=bundle-only" + end, "a=rtcp-rsize" + end, "a=extmap-allow-mixed" + end);
        assertTrue(flags.bundleOnly(), "bundle-only");
        assertTrue(flags.reducedSizeRtcp(), "rtcp-rsize");
        assertTrue(flags.extmapAllowMixed(), "extmap-allow-mixed");
        assertTrue(
                SdpSession.parse("a=extmap-allow-mixed" + end + "\nm=video 9 X 96\n")
                        .sections()
                        .get(0)
                        .extmapAllowMixed(),
                "of the session");
    }

    @Test
    void aFlagsNameInsideALongerNameIsAnotherAttribute() {
        assertEquals("sendrecv", section("a=inactive-x", "a=sendonlyx").direction());
        assertFalse(section("a=bundle-only2").bundleOnly(), "bundle-only2");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "  ", "\t", " \t "})
    void anyRunOfBlanksSeparatesWords(String blank) {
        SdpSession session = SdpSession.parse(String.join(
                        "\r\n",
                        "a=group:BUNDLE 1 2",
                        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
                        "a=mid:1 ",
                        "a=fingerprint:sha-256 AA:BB ",
                        "a=extmap:3 " + HeaderExtension.ABS_SEND_TIME + " ",
                        "a=rtpmap:96 VP8/90000 ",
                        "a=rtcp-fb:96 transport-cc ",
                        "a=rtcp-fb:96 nack pli ",
                        "a=rtcp-fb:96 ccm tmmbr smaxpr=120 ",
                        "a=rid:hi send pt=96 ",
                        "a=ssrc-group:FID 7 8 ",
                        "a=ssrc:7 cname:x ",
                        "a=ssrc:8 ")
                .replace(" ", blank));
        SdpMediaSection section = session.sections().get(0);
        assertEquals(List.of("1", "2"), session.bundledMids());
        assertEquals("1", section.mid());
        assertEquals(9, section.port());
        assertEquals(List.of("sha-256 AA:BB"), section.fingerprints());
        assertEquals(List.of(new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3)), section.headerExtensions());
        assertEquals(
                List.of(
                        new RtcpFeedback("transport-cc", ""),
                        new RtcpFeedback("nack", "pli"),
                        new RtcpFeedback("ccm", "tmmbr smaxpr=120")),
                section.codec(96).feedback());
        assertEquals(90_000, section.codec(96).clockRate());
        assertEquals(List.of("hi"), section.rids());
        assertEquals(List.of(7, 8), section.ssrcs());
        assertEquals(8, section.retransmissionSsrc(7).orElseThrow());
    }

    @Test
    void wordsBehindAnEncodingDoNotDamageIt() {
        assertEquals(90_000, section("a=rtpmap:96 VP8/90000 remark").codec(96).clockRate());
    }

    @Test
    void encryptedExtensionsKeepTheUriOfWhatIsEncrypted() throws IOException {
        SdpMediaSection section = sectionOf("sdp-extmap-encrypt-rfc6904-inner-uri-lost-all-share-one-uri.sdp");
        assertEquals(
                List.of(
                        new HeaderExtension(HeaderExtension.encrypted(HeaderExtension.ABS_SEND_TIME), 3),
                        new HeaderExtension(HeaderExtension.encrypted(HeaderExtension.TRANSMISSION_OFFSET), 4)),
                section.headerExtensions());
        assertEquals(
                List.of(HeaderExtension.ABS_SEND_TIME, HeaderExtension.TRANSMISSION_OFFSET),
                section.headerExtensions().stream()
                        .map(HeaderExtension::innerUri)
                        .toList());
        assertTrue(section.headerExtensions().get(0).isEncrypted(), "encrypted");
        assertEquals(
                0,
                section.streamInfo(1, 96).headerExtensionId(HeaderExtension.ABS_SEND_TIME),
                "what is encrypted can't be read as a send time");
    }

    @Test
    void onlyTheEncryptedExtensionsThatBothPeersHaveAreNegotiated() {
        SdpSession offer = SdpSession.parse("m=video 9 X 96\n"
                + "a=extmap:3 urn:ietf:params:rtp-hdrext:encrypt a\n"
                + "a=extmap:4 urn:ietf:params:rtp-hdrext:encrypt b\n"
                + "a=extmap:5 a\n");
        SdpSession answer = SdpSession.parse("m=video 9 X 96\na=extmap:4 urn:ietf:params:rtp-hdrext:encrypt b\n");
        assertEquals(
                List.of(new HeaderExtension(HeaderExtension.encrypted("b"), 4)),
                offer.negotiatedWith(answer).sections().get(0).headerExtensions());
    }

    @Test
    void anExtensionHasItsDirectionAndAttributesAlsoWhenEncrypted() {
        SdpMediaSection section = section(
                "a=extmap:3/sendonly a short x=1",
                "a=extmap:4/recvonly urn:ietf:params:rtp-hdrext:encrypt b long",
                "a=extmap:5 urn:ietf:params:rtp-hdrext:encrypt");
        assertEquals(List.of(new HeaderExtension("a", 3, "short x=1")), section.headerExtensions());
        assertEquals(
                List.of(new HeaderExtension(HeaderExtension.encrypted("b"), 4, "long")), section.takenExtensions());
    }
}
