package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.RtpWriter;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.webrtc.net.DatagramBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamBinderTest {
    private static final String REMOTE = String.join(
            "\n",
            "v=0",
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
            "a=mid:0",
            "a=sendrecv",
            "a=rtpmap:96 VP8/90000",
            "a=rtcp-fb:96 goog-remb",
            "a=rtpmap:97 rtx/90000",
            "a=extmap:3 " + HeaderExtension.ABS_SEND_TIME,
            "a=extmap:4 " + HeaderExtension.MID,
            "a=ssrc:1111 cname:x",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "a=mid:1",
            "a=sendrecv",
            "a=rtpmap:96 VP9/90000",
            "a=extmap:4 " + HeaderExtension.MID);

    private final Recorder recorder = new Recorder();
    private final List<String> sent = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final StreamBinder binder = new StreamBinder(
            recorder,
            (buffer, offset, length, attributes) -> record("rtp " + length, length),
            (buffer, offset, length, attributes) -> record("rtcp " + length, length),
            failures::add);
    private final DatagramBuffer packet = new DatagramBuffer();
    private final Attributes attributes = new Attributes();
    private int floodSsrc = 1_000_000;

    private int record(String what, int length) {
        sent.add(what);
        return length;
    }

    @BeforeEach
    void describe() {
        binder.descriptions(SdpSession.parse(REMOTE.replace("1111", "2222")), SdpSession.parse(REMOTE));
    }

    private int rtp(int payloadType, int ssrc) {
        ByteBuffer.wrap(packet.bytes)
                .put((byte) 0x80)
                .put((byte) payloadType)
                .putShort((short) 1)
                .putInt(0)
                .putInt(ssrc);
        return 20;
    }

    /** With a one-byte header extension that holds the media identification. */
    private int rtpWithMid(int payloadType, int ssrc, char mid) {
        rtp(payloadType, ssrc);
        ByteBuffer.wrap(packet.bytes)
                .put((byte) 0x90)
                .position(12)
                .putShort((short) 0xBEDE)
                .putShort((short) 1)
                .put((byte) 0x40)
                .put((byte) mid)
                .putShort((short) 0);
        return 24;
    }

    @Test
    void bindsASignalledStreamWithItsFirstPacketAndOnlyOnce() throws IOException {
        assertEquals(20, binder.remoteRtp(packet, rtp(96, 1111), attributes));
        assertEquals(20, binder.remoteRtp(packet, rtp(96, 1111), attributes));

        assertEquals(List.of("bind remote 1111 video/VP8 mid 0"), recorder.events);
        assertEquals(3, recorder.bound.get(0).headerExtensionId(HeaderExtension.ABS_SEND_TIME));
        assertEquals(2, recorder.read);
    }

    @Test
    void findsAStreamAgainByAllBytesOfItsSsrc() throws IOException {
        for (int ssrc : new int[] {0xFFFEFDFC, 0x80FF7F81, 0}) {
            binder.remoteRtp(packet, rtp(97, ssrc), attributes);
            binder.remoteRtp(packet, rtp(97, ssrc), attributes);
        }

        assertEquals(3, recorder.events.size(), recorder.events::toString);
    }

    @Test
    void bindsAnUnsignalledStreamByItsPayloadType() throws IOException {
        binder.remoteRtp(packet, rtp(97, 3333), attributes);

        assertEquals(List.of("bind remote 3333 video/rtx mid 0"), recorder.events);
    }

    @Test
    void bindsAnUnsignalledStreamByItsMediaIdentificationWhereThePayloadTypeIsNotEnough() throws IOException {
        assertEquals(24, binder.remoteRtp(packet, rtpWithMid(96, 4444, '1'), attributes));

        assertEquals(List.of("bind remote 4444 video/VP9 mid 1"), recorder.events);
    }

    @Test
    void passesPacketsOfUnknownSectionsPastTheChain() throws IOException {
        assertEquals(20, binder.remoteRtp(packet, rtp(96, 5555), attributes));
        assertEquals(20, binder.remoteRtp(packet, rtp(120, 5555), attributes));
        binder.localRtp(packet, rtp(120, 5555), attributes);

        assertEquals(List.of(), recorder.events);
        assertEquals(List.of("rtp 20"), sent);
        assertEquals(3, binder.pastChain());
    }

    /** A padding length that is more than there is. */
    private int malformedRtp(int ssrc) {
        int length = rtp(96, ssrc);
        packet.bytes[0] = (byte) 0xA0;
        packet.bytes[length - 1] = (byte) 200;
        return length;
    }

    @Test
    void aMalformedPacketGoesTheWayOfItsStream() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.localRtp(packet, rtp(96, 2222), attributes);

        assertEquals(20, binder.remoteRtp(packet, malformedRtp(1111), attributes));
        binder.localRtp(packet, malformedRtp(2222), attributes);

        assertEquals(2, recorder.read);
        assertEquals(2, recorder.written);
        assertEquals(0, binder.pastChain());
    }

    @Test
    void aMalformedPacketBindsNoStream() throws IOException {
        assertEquals(20, binder.remoteRtp(packet, malformedRtp(1111), attributes));
        binder.localRtp(packet, malformedRtp(2222), attributes);
        assertEquals(8, binder.remoteRtp(packet, 8, attributes));

        assertEquals(List.of(), recorder.events);
        assertEquals(List.of("rtp 20"), sent);
        assertEquals(3, binder.pastChain());
    }

    @Test
    void passesOnWhatTheReaderMadeOfThePacket() throws IOException {
        recorder.verdict = 0;
        assertEquals(0, binder.remoteRtp(packet, rtp(96, 1111), attributes));
    }

    @Test
    void bindsLocalStreamsAndSendsThroughTheirWriters() throws IOException {
        binder.localRtp(packet, rtp(96, 2222), attributes);

        assertEquals(List.of("bind local 2222 video/VP8 mid 0"), recorder.events);
        assertEquals(List.of("rtp 20"), sent);
        assertEquals(1, recorder.written);
    }

    @Test
    void bindsOnceMoreWhenALaterDescriptionChangesTheExtensionsAndUnbindsWithWhatWasBoundLast() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.descriptions(SdpSession.parse(REMOTE), SdpSession.parse(REMOTE.replace("extmap:3", "extmap:9")));

        assertEquals(List.of("bind remote 1111 video/VP8 mid 0", "bind remote 1111 video/VP8 mid 0"), recorder.events);
        assertEquals(9, recorder.bound.get(1).headerExtensionId(HeaderExtension.ABS_SEND_TIME));

        binder.close();

        assertEquals(List.of(recorder.bound.get(1)), recorder.unbound);
    }

    @Test
    void takesPacketsThroughTheReaderOrWriterThatWasBoundLast() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.localRtp(packet, rtp(96, 2222), attributes);
        String changed = REMOTE.replace("extmap:3", "extmap:9");
        binder.descriptions(SdpSession.parse(changed.replace("1111", "2222")), SdpSession.parse(changed));
        recorder.ways.clear();
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.localRtp(packet, rtp(96, 2222), attributes);

        assertEquals(List.of("read 3", "write 4"), recorder.ways);
    }

    @Test
    void aStreamThatTurnsIntoAudioIsAnotherOne() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.descriptions(SdpSession.parse(REMOTE), SdpSession.parse(REMOTE.replace("m=video", "m=audio")));
        binder.remoteRtp(packet, rtp(96, 1111), attributes);

        assertEquals(
                List.of("bind remote 1111 video/VP8 mid 0", "unbind remote 1111", "bind remote 1111 audio/VP8 mid 0"),
                recorder.events);
    }

    @Test
    void anEqualDescriptionChangesNothing() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        describe();

        assertEquals(List.of("bind remote 1111 video/VP8 mid 0"), recorder.events);
    }

    @Test
    void unbindsStreamsWhoseSectionStopsSending() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.localRtp(packet, rtp(96, 2222), attributes);
        String stopped = REMOTE.replace("a=sendrecv", "a=recvonly");
        binder.descriptions(SdpSession.parse(stopped), SdpSession.parse(stopped));

        assertTrue(
                recorder.events.containsAll(List.of("unbind remote 1111", "unbind local 2222")),
                recorder.events::toString);
        assertEquals(0, binder.remoteStreamCount() + binder.localStreamCount());
    }

    @Test
    void closesOnceAndUnbindsBefore() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.close();
        binder.close();

        assertEquals(List.of("bind remote 1111 video/VP8 mid 0", "unbind remote 1111", "close"), recorder.events);
    }

    @Test
    void anInterceptorThatFailsToUnbindOneStreamIsStillToldOfTheOthersAndOfTheEnd() throws IOException {
        binder.remoteRtp(packet, rtp(96, 1111), attributes);
        binder.remoteRtp(packet, rtp(97, 3333), attributes);
        recorder.failure = new AssertionError("on purpose");
        binder.close();

        assertEquals(
                Set.of("unbind remote 1111", "unbind remote 3333", "close"), Set.copyOf(recorder.events.subList(2, 5)));
        assertEquals(2, failures.size());
    }

    /** Packets of so many streams that were not there before, one each. */
    private void flood(int streams, long nowUs) throws IOException {
        for (int i = 0; i < streams; i++) {
            binder.remoteRtp(packet, rtp(97, ++floodSsrc), attributes.clear().arrivalTimeUs(nowUs));
        }
    }

    private boolean isBoundWithinPackets(int ssrc, int packets, long nowUs) throws IOException {
        for (int i = 0; i < packets; i++) {
            binder.remoteRtp(packet, rtp(97, ssrc), attributes.clear().arrivalTimeUs(nowUs));
        }
        return recorder.events.contains("bind remote " + ssrc + " video/rtx mid 0");
    }

    @Test
    void streamsThatAreOneTooManyGoPastTheChainWhileAllOthersSpeak() throws IOException {
        flood(StreamBinder.MAX_STREAMS, 0);

        assertFalse(isBoundWithinPackets(1111, 1_000, StreamBinder.SILENT_US - 1), "a stream that spoke had to go");
        assertEquals(StreamBinder.MAX_STREAMS, binder.remoteStreamCount());
        assertEquals(List.of(), recorder.unbound);
    }

    @Test
    void aStreamThatIsOneTooManyTakesThePlaceOfASilentOne() throws IOException {
        flood(StreamBinder.MAX_STREAMS, 0);

        assertTrue(isBoundWithinPackets(1111, 1, StreamBinder.SILENT_US), "not bound with its first packet");
        assertEquals(StreamBinder.MAX_STREAMS, binder.remoteStreamCount());
        assertEquals(1, recorder.unbound.size());
    }

    @Test
    void theOnlySilentStreamOfAllIsFoundBeforeLong() throws IOException {
        flood(StreamBinder.MAX_STREAMS, 0);
        int silent = floodSsrc - 500;
        for (int ssrc = floodSsrc; ssrc > floodSsrc - StreamBinder.MAX_STREAMS; ssrc--) {
            if (ssrc != silent) {
                binder.remoteRtp(packet, rtp(97, ssrc), attributes.clear().arrivalTimeUs(StreamBinder.SILENT_US));
            }
        }

        assertTrue(isBoundWithinPackets(1111, 200, StreamBinder.SILENT_US), "a silent stream kept its place");
        assertEquals(
                List.of("unbind remote " + silent),
                recorder.events.stream().filter(e -> e.startsWith("un")).toList());
    }

    @Test
    void aFloodOfNewStreamsPushesOutNoneThatSpeaks() throws IOException {
        for (long nowUs = 0; nowUs < 10 * StreamBinder.SILENT_US; nowUs += StreamBinder.SILENT_US / 5) {
            binder.remoteRtp(packet, rtp(97, 3333), attributes.clear().arrivalTimeUs(nowUs));
            flood(3 * StreamBinder.MAX_STREAMS, nowUs);
        }

        assertTrue(
                recorder.unbound.size() > StreamBinder.MAX_STREAMS,
                "the flood took no places: " + recorder.unbound.size());
        assertEquals(
                1,
                recorder.events.stream()
                        .filter(event -> event.contains(" 3333"))
                        .count());
    }

    @Test
    void aStreamThatHadToGoIsBoundAnewWhenItGoesOn() throws IOException {
        binder.remoteRtp(packet, rtp(97, 3333), attributes.clear().arrivalTimeUs(0));
        flood(10 * StreamBinder.MAX_STREAMS, 0);
        flood(10 * StreamBinder.MAX_STREAMS, StreamBinder.SILENT_US);
        recorder.failure = new AssertionError("on purpose");

        assertTrue(isBoundWithinPackets(3333, 1, 2 * StreamBinder.SILENT_US));
        String bind = "bind remote 3333 video/rtx mid 0";
        assertEquals(
                List.of(bind, "unbind remote 3333", bind),
                recorder.events.stream()
                        .filter(event -> event.contains(" 3333"))
                        .toList());
        assertEquals(1, failures.size());
    }

    @Test
    void localStreamsGiveTheirPlacesUpToo() throws IOException {
        for (int i = 0; i < StreamBinder.MAX_STREAMS; i++) {
            binder.localRtp(packet, rtp(97, ++floodSsrc), attributes.clear().arrivalTimeUs(7));
        }
        binder.localRtp(packet, rtp(97, 3333), attributes.clear().arrivalTimeUs(StreamBinder.SILENT_US + 6));
        assertEquals(StreamBinder.MAX_STREAMS, recorder.events.size());

        binder.localRtp(packet, rtp(97, 3333), attributes.clear().arrivalTimeUs(StreamBinder.SILENT_US + 7));

        assertEquals("bind local 3333 video/rtx mid 0", recorder.events.get(recorder.events.size() - 1));
        assertEquals(StreamBinder.MAX_STREAMS, binder.localStreamCount());
    }

    @Test
    void rtcpPassesTheChainBothWays() throws IOException {
        assertEquals(8, binder.remoteRtcp(packet, 8, attributes));
        binder.localRtcp(packet, 8, attributes);

        assertEquals(List.of("rtcp 8"), sent);
    }

    private static final class Recorder implements Interceptor {
        private final List<String> events = new ArrayList<>();
        private final List<StreamInfo> bound = new ArrayList<>();
        private final List<StreamInfo> unbound = new ArrayList<>();
        /** Which bind's reader or writer took a packet, counted from 1. */
        private final List<String> ways = new ArrayList<>();

        private int binds;
        private int verdict = -1;
        private int read;
        private int written;
        private Error failure;

        @Override
        public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
            events.add("bind remote " + info.ssrc() + " " + info.mimeType() + " mid " + info.mid());
            bound.add(info);
            int bind = ++binds;
            return (buffer, offset, capacity, attributes) -> {
                read++;
                ways.add("read " + bind);
                int length = reader.read(buffer, offset, capacity, attributes);
                return verdict >= 0 ? verdict : length;
            };
        }

        @Override
        public void unbindRemoteStream(StreamInfo info) {
            events.add("unbind remote " + info.ssrc());
            unbound.add(info);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
            events.add("bind local " + info.ssrc() + " " + info.mimeType() + " mid " + info.mid());
            int bind = ++binds;
            return (buffer, offset, length, attributes) -> {
                written++;
                ways.add("write " + bind);
                return writer.write(buffer, offset, length, attributes);
            };
        }

        @Override
        public void unbindLocalStream(StreamInfo info) {
            events.add("unbind local " + info.ssrc());
        }

        @Override
        public void close() {
            events.add("close");
        }
    }
}
