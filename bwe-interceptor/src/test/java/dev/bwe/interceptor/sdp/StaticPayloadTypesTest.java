package dev.bwe.interceptor.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.bwe.interceptor.Cases;
import dev.bwe.interceptor.RtcpFeedback;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The payload types of RFC 3551, which need no {@code a=rtpmap}. */
class StaticPayloadTypesTest {
    private static final String ALL =
            IntStream.rangeClosed(0, 127).mapToObj(Integer::toString).collect(Collectors.joining(" "));

    private static SdpMediaSection section(String mediaLine, String... lines) {
        return SdpSession.parse(mediaLine + "\n" + String.join("\n", lines) + "\n")
                .sections()
                .get(0);
    }

    private static List<String> texts(SdpMediaSection section) {
        return section.codecs().stream()
                .map(codec ->
                        codec.payloadType() + " " + codec.mimeType() + "/" + codec.clockRate() + "/" + codec.channels())
                .toList();
    }

    @Test
    void aDescriptionOfATelephoneGatewayHasAllItsPayloadTypes() throws IOException {
        SdpMediaSection section = SdpSession.parse(
                        Cases.text("sdp-static-payload-types-9-0-8-13-without-rtpmap-are-dropped.sdp"))
                .sections()
                .get(0);
        assertEquals(
                List.of(
                        "111 audio/opus/48000/2",
                        "9 audio/G722/8000/1",
                        "0 audio/PCMU/8000/1",
                        "8 audio/PCMA/8000/1",
                        "13 audio/CN/8000/1",
                        "101 audio/telephone-event/8000/1"),
                texts(section));
        assertEquals(8_000, section.streamInfo(1, 9).clockRate());
    }

    @Test
    void audioHasTheTypesOfTable4() {
        assertEquals(
                List.of(
                        "0 audio/PCMU/8000/1",
                        "3 audio/GSM/8000/1",
                        "4 audio/G723/8000/1",
                        "5 audio/DVI4/8000/1",
                        "6 audio/DVI4/16000/1",
                        "7 audio/LPC/8000/1",
                        "8 audio/PCMA/8000/1",
                        "9 audio/G722/8000/1",
                        "10 audio/L16/44100/2",
                        "11 audio/L16/44100/1",
                        "12 audio/QCELP/8000/1",
                        "13 audio/CN/8000/1",
                        "14 audio/MPA/90000/0",
                        "15 audio/G728/8000/1",
                        "16 audio/DVI4/11025/1",
                        "17 audio/DVI4/22050/1",
                        "18 audio/G729/8000/1",
                        "33 audio/MP2T/90000/0"),
                texts(section("m=audio 9 RTP/AVP " + ALL)));
    }

    @Test
    void videoHasTheTypesOfTable5() {
        assertEquals(
                List.of(
                        "25 video/CelB/90000/0",
                        "26 video/JPEG/90000/0",
                        "28 video/nv/90000/0",
                        "31 video/H261/90000/0",
                        "32 video/MPV/90000/0",
                        "33 video/MP2T/90000/0",
                        "34 video/H263/90000/0"),
                texts(section("m=video 9 RTP/AVP " + ALL)));
    }

    @Test
    void otherMediaHasNone() {
        assertEquals(List.of(), texts(section("m=application 9 UDP/DTLS/SCTP " + ALL)));
        assertEquals(List.of(), texts(section("m=text 9 RTP/AVP " + ALL)));
    }

    @Test
    void anRtpmapOverridesTheProfile() {
        SdpMediaSection section = section(
                "m=audio 9 RTP/AVP 9 0 8",
                "a=rtpmap:9 G722/16000",
                "a=rtpmap:0 L16/8000/2",
                "a=rtpmap:8 damaged",
                "a=rtcp-fb:8 nack");
        assertEquals(List.of("9 audio/G722/16000/1", "0 audio/L16/8000/2", "8 audio/PCMA/8000/1"), texts(section));
        assertEquals(List.of(new RtcpFeedback("nack", "")), section.codec(8).feedback());
    }

    @Test
    void onlyWhatTheMediaLineListsCountsAndOnlyOnce() {
        SdpMediaSection section = section("m=audio 9 RTP/AVP 8 8 0 8");
        assertEquals(List.of("8 audio/PCMA/8000/1", "0 audio/PCMU/8000/1"), texts(section));
        assertNull(section.codec(9));
    }

    @Test
    void theSectionOfAStaticTypeIsFoundByIt() {
        SdpSession session = SdpSession.parse("m=audio 9 RTP/AVP 0\na=mid:a\nm=video 9 RTP/AVP 34\na=mid:v\n");
        assertEquals("a", session.sectionOfPayloadType(0).mid());
        assertEquals("v", session.sectionOfPayloadType(34).mid());
    }

    @Test
    void aStaticTypeIsNegotiatedWithAnRtpmapOfTheOtherPeer() {
        SdpSession offer = SdpSession.parse("m=audio 9 RTP/AVP 0 8\n");
        SdpSession answer = SdpSession.parse("m=audio 9 RTP/AVP 8\na=rtpmap:8 PCMA/8000\n");
        assertEquals(
                List.of("8 audio/PCMA/8000/1"),
                texts(offer.negotiatedWith(answer).sections().get(0)));
        assertEquals(
                List.of("8 audio/PCMA/8000/1"),
                texts(answer.negotiatedWith(offer).sections().get(0)));
    }
}
