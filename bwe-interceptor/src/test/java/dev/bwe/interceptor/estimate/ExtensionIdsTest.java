package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.rtp.RtpBytes;
import dev.bwe.interceptor.sdp.SdpMediaSection;
import dev.bwe.interceptor.sdp.SdpSession;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Extension ids come from negotiation, for each stream its own. */
@Tag("TIME-04")
class ExtensionIdsTest {
    private static final String SDP = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            m=video 9 UDP/TLS/RTP/SAVPF 96
            a=mid:0
            a=extmap:%d http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=rtpmap:96 VP8/90000
            m=video 9 UDP/TLS/RTP/SAVPF 97
            a=mid:1
            a=extmap:%d http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=rtpmap:97 VP8/90000
            """;

    private static byte[] twoByte(int ssrc, int id) {
        return RtpBytes.packet().ssrc(ssrc).extension(0x1000, id, 3, 0, 0, 0).build();
    }

    @Test
    void anSdpHasExtensionIdsForEachMediaSection() {
        SdpSession session = SdpSession.parse(SDP.formatted(3, 201));
        List<Integer> ids = session.sections().stream()
                .map(section -> section.streamInfo(1, -1))
                .map(info -> info.headerExtensionId(HeaderExtension.ABS_SEND_TIME))
                .toList();
        assertEquals(List.of(3, 201), ids);
    }

    @Test
    void eachStreamHasItsOwnIds() {
        Call call = new Call();
        List<SdpMediaSection> sections = SdpSession.parse(SDP.formatted(3, 201)).sections();
        call.bind(sections.get(0).streamInfo(5, -1)).bind(sections.get(1).streamInfo(6, -1));
        call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(3, 1).build(), 1, 1);
        call.receive(6, twoByte(6, 201), 2, 2);
        assertEquals(2, call.interceptor.statistics().packetsFed());
        call.receive(5, twoByte(5, 201), 3, 3);
        call.receive(6, RtpBytes.packet().ssrc(6).absSendTime(3, 1).build(), 4, 4);
        assertEquals(2, call.interceptor.statistics().packetsWithoutSendTime());
    }

    @Test
    void everyIdIsFoundInBothForms() {
        for (int id = 1; id <= 255; id++) {
            Call call = new Call().bind(Call.video(5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, id)));
            call.receive(5, twoByte(5, id), 1, 1);
            if (id <= 14) {
                call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(id, 1).build(), 2, 2);
            }
            assertEquals(id <= 14 ? 2 : 1, call.interceptor.statistics().packetsFed(), "id " + id);
        }
    }

    @Test
    void renegotiatedIdsApplyToReadersThatAreInUse() throws IOException {
        Call call = new Call();
        byte[] packet = twoByte(5, 77);
        RtpReader reader = call.interceptor.bindRemoteStream(Call.video(5), (buffer, offset, capacity, attributes) -> {
            System.arraycopy(packet, 0, buffer, offset, packet.length);
            return packet.length;
        });
        reader.read(new byte[500], 0, 500, new Attributes());
        assertEquals(0, call.interceptor.statistics().packetsFed());
        call.interceptor.bindRemoteStream(
                Call.video(5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 77)), reader);
        reader.read(new byte[500], 0, 500, new Attributes());
        assertTrue(call.interceptor.statistics().packetsFed() > 0, "not fed under the new id");
    }

    @Test
    void unbindingAnOldBindingLeavesANewOneInPlace() {
        Call call = new Call().bind(Call.video(5));
        call.bind(Call.video(5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 9)));
        call.interceptor.unbindRemoteStream(Call.video(5));
        call.receive(5, RtpBytes.packet().ssrc(5).absSendTime(9, 1).build(), 1, 1);
        assertEquals(1, call.interceptor.statistics().packetsFed());
    }
}
