package dev.bwe.interceptor.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtcpFeedback;
import dev.bwe.interceptor.StreamInfo;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SdpSessionTest {
    private static final long SEED = 0x5D9;
    private static final String OFFER = """
            v=0
            o=- 4611731400430051336 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1 2
            a=extmap-allow-mixed
            a=setup:actpass
            a=fingerprint:sha-256 AA:BB
            m=audio 9 UDP/TLS/RTP/SAVPF 111 63
            a=ice-ufrag:u1
            a=ice-pwd:p1
            a=mid:0
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=sendrecv
            a=rtpmap:111 opus/48000/2
            a=rtcp-fb:111 transport-cc
            a=rtpmap:63 red/48000/2
            a=ssrc:1001 cname:x
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            a=mid:1
            a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=extmap:254/sendonly urn:ietf:params:rtp-hdrext:toffset
            a=extmap:5/recvonly http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time
            a=extmap:6/inactive urn:ietf:params:rtp-hdrext:sdes:mid
            a=sendonly
            a=rtcp-rsize
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 goog-remb
            a=rtcp-fb:96 nack pli
            a=rtcp-fb:* ccm fir
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            a=rid:hi send pt=96
            a=rid:lo send
            a=simulcast:send hi;lo
            a=ssrc-group:FID 4294967295 2002
            a=ssrc:4294967295 cname:x
            a=ssrc:4294967295 msid:a b
            a=ssrc:2002 cname:x
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            a=mid:2
            a=sctp-port:5000
            """;

    private final SdpSession session = SdpSession.parse(OFFER);

    private SdpMediaSection video() {
        return session.sections().get(1);
    }

    @Test
    void sectionsAndWhatTheyInherit() {
        assertEquals(
                List.of("audio", "video", "application"),
                session.sections().stream().map(SdpMediaSection::kind).toList());
        assertEquals(List.of("0", "1", "2"), session.bundledMids());
        SdpMediaSection audio = session.sections().get(0);
        assertEquals("u1", audio.iceUfrag());
        assertEquals("p1", audio.icePwd());
        assertEquals("actpass", audio.setup());
        assertEquals(List.of("sha-256 AA:BB"), audio.fingerprints());
        assertEquals("sendrecv", audio.direction());
        assertEquals("sendonly", video().direction());
        assertTrue(video().reducedSizeRtcp(), "rtcp-rsize");
        assertFalse(audio.reducedSizeRtcp(), "no rtcp-rsize");
        assertTrue(video().extmapAllowMixed(), "extmap-allow-mixed of the session");
    }

    @Test
    void codecsInOrderOfPreferenceWithFeedback() {
        assertEquals(
                new SdpCodec(111, "audio/opus", 48_000, 2, List.of(new RtcpFeedback("transport-cc", ""))),
                session.sections().get(0).codecs().get(0));
        assertEquals(
                new SdpCodec(
                        96,
                        "video/VP8",
                        90_000,
                        0,
                        List.of(
                                new RtcpFeedback("goog-remb", ""),
                                new RtcpFeedback("nack", "pli"),
                                new RtcpFeedback("ccm", "fir"))),
                video().codecs().get(0));
        assertNull(video().codec(111));
    }

    @Test
    void headerExtensionsByDirection() {
        assertEquals(
                List.of(
                        new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 2),
                        new HeaderExtension(HeaderExtension.TRANSMISSION_OFFSET, 254)),
                video().headerExtensions());
        assertEquals(
                List.of(
                        new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 2),
                        new HeaderExtension(HeaderExtension.ABS_CAPTURE_TIME, 5)),
                video().takenExtensions());
    }

    @Test
    void idsOutsideOneTo255AreLeftOut() {
        for (String id : new String[] {"0", "-1", "256", "4096", "x", ""}) {
            String sdp = "m=video 9 X 96\na=extmap:" + id + " " + HeaderExtension.ABS_SEND_TIME + "\n";
            assertEquals(List.of(), SdpSession.parse(sdp).sections().get(0).headerExtensions(), "id " + id);
        }
    }

    @Test
    void anIdCountsWhereItOccursFirstInTheSectionBeforeTheSession() {
        SdpMediaSection section = SdpSession.parse("""
                a=extmap:1 a
                a=extmap:2 b
                a=extmap:2 c
                m=video 9 X 96
                a=extmap:3 d
                a=extmap:3 e
                a=extmap:1/recvonly f
                m=video 9 X 96
                """).sections().get(0);
        assertEquals(
                List.of(new HeaderExtension("d", 3), new HeaderExtension("a", 1), new HeaderExtension("b", 2)),
                section.headerExtensions());
        assertEquals(
                List.of(new HeaderExtension("d", 3), new HeaderExtension("f", 1), new HeaderExtension("b", 2)),
                section.takenExtensions());
    }

    @Test
    void whatASectionDoesNotSayItInheritsWhereverTheSessionSaysIt() {
        SdpSession inheriting = SdpSession.parse("""
                a=recvonly
                a=sendonly
                a=mid:9
                a=rtcp-rsize
                a=ice-ufrag:u
                a=ice-pwd:p
                a=extmap:4 a
                m=video 9 X 96
                m=video 9 X 96
                a=setup:active
                a=setup:passive
                a=ice-ufrag:v
                a=fingerprint:own
                a=inactive
                """);
        SdpMediaSection first = inheriting.sections().get(0);
        SdpMediaSection second = inheriting.sections().get(1);
        assertEquals(
                List.of("recvonly", "", "u", "p"),
                List.of(first.direction(), first.mid(), first.iceUfrag(), first.icePwd()));
        assertFalse(first.reducedSizeRtcp(), "of the session");
        assertEquals(4, first.streamInfo(1, -1).headerExtensionId("a"));
        assertEquals(
                List.of("inactive", "active", "v", "p"),
                List.of(second.direction(), second.setup(), second.iceUfrag(), second.icePwd()));
        assertEquals(List.of("own"), second.fingerprints());
    }

    @Test
    void sectionsAndFeedbackBehindTheLimitDoNotCount() {
        SdpSession many = SdpSession.parse("m=video 9 X 96\n".repeat(SdpSession.MAX_SECTIONS + 2));
        assertEquals(SdpSession.MAX_SECTIONS, many.sections().size());
        assertEquals(
                SdpSession.MAX_SECTIONS,
                SdpSession.parse("m=a\n".repeat(SdpSession.MAX_SECTIONS))
                        .sections()
                        .size());
        SdpCodec codec = SdpSession.parse("m=video 9 X 96\na=rtpmap:96 VP8/90000\n"
                        + "a=rtcp-fb:96 own\n".repeat(SdpSession.MAX_FEEDBACK + 1)
                        + "a=rtcp-fb:* all\n".repeat(SdpSession.MAX_FEEDBACK + 1))
                .sections()
                .get(0)
                .codec(96);
        assertEquals(2 * SdpSession.MAX_FEEDBACK, codec.feedback().size());
        assertEquals("own", codec.feedback().get(SdpSession.MAX_FEEDBACK - 1).type());
    }

    @Test
    void ofSectionsThatNameTheSameTheFirstIsFound() {
        SdpSession twice = SdpSession.parse("m=audio 9 X 0\na=mid:1\na=ssrc:5\nm=video 9 X 0\na=mid:1\na=ssrc:5\n");
        assertEquals("audio", twice.sectionOfMid("1").kind());
        assertEquals("audio", twice.sectionOfSsrc(5).kind());
    }

    @Test
    void streamsAndGroups() {
        assertEquals(List.of(-1, 2002), video().ssrcs());
        assertEquals(List.of(new SdpSsrcGroup("FID", List.of(-1, 2002))), video().ssrcGroups());
        assertEquals(2002, video().retransmissionSsrc(-1).orElseThrow());
        assertTrue(video().retransmissionSsrc(2002).isEmpty(), "of the repairing stream");
        assertEquals(List.of("hi", "lo"), video().rids());
        assertEquals("video", session.sectionOfSsrc(2002).kind());
        assertEquals("audio", session.sectionOfMid("0").kind());
        assertNull(session.sectionOfMid("9"));
        assertEquals("video", session.sectionOfPayloadType(97).kind());
        assertNull(session.sectionOfPayloadType(5));
    }

    @Test
    void describesAStream() {
        StreamInfo info = video().streamInfo(2002, 97);
        assertEquals("video/rtx", info.mimeType());
        assertEquals(90_000, info.clockRate());
        assertEquals("1", info.mid());
        assertEquals(2, info.headerExtensionId(HeaderExtension.ABS_SEND_TIME));
        assertEquals("video/VP8", video().streamInfo(1, -1).mimeType());
        assertEquals("video/", video().streamInfo(1, 50).mimeType());
        assertTrue(session.sections().get(0).streamInfo(1, 111).isAudio(), "audio");
    }

    @Test
    void narrowedToWhatTheAnswerTook() {
        String answer = """
                v=0
                m=audio 0 UDP/TLS/RTP/SAVPF 111
                a=rtpmap:111 opus/48000/2
                m=video 9 UDP/TLS/RTP/SAVPF 96
                a=mid:1
                a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                a=extmap:254/sendonly urn:ietf:params:rtp-hdrext:toffset
                a=rtpmap:96 VP8/90000
                a=rtcp-fb:96 nack pli
                """;
        SdpMediaSection narrowed =
                session.negotiatedWith(SdpSession.parse(answer)).sections().get(1);
        assertEquals(
                List.of(96),
                narrowed.codecs().stream().map(SdpCodec::payloadType).toList());
        assertEquals(
                List.of(new RtcpFeedback("nack", "pli")),
                narrowed.codecs().get(0).feedback());
        // The answerer only sends the transmission offset, so the offerer may not.
        assertEquals(List.of(new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 2)), narrowed.headerExtensions());
        assertFalse(narrowed.reducedSizeRtcp(), "rtcp-rsize in the offer alone");
        assertFalse(SdpSession.parse(answer).sections().get(0).isActive(), "a rejected section");
    }

    @Test
    void anySeparatorOfLinesWillDo() {
        for (String separator : new String[] {"\r\n", "\n", "\r"}) {
            assertEquals(
                    3,
                    SdpSession.parse(OFFER.replace("\n", separator)).sections().size());
        }
        assertEquals(List.of(), SdpSession.parse("").sections());
    }

    @Test
    void noDamageMakesItThrow() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(OFFER);
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, (char) (random.nextInt(96) + 32));
                    case 1 -> text.deleteCharAt(at);
                    case 2 -> text.insert(at, (char) random.nextInt(0x300));
                    default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                }
            }
            try {
                SdpSession damaged = SdpSession.parse(text.toString());
                for (SdpMediaSection section : damaged.sections()) {
                    section.streamInfo(1, -1);
                    section.streamInfo(1, 96);
                    section.retransmissionSsrc(-1);
                }
                damaged.negotiatedWith(session);
                session.negotiatedWith(damaged);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", round " + round + ":\n" + text, e);
            }
        }
    }
}
