package dev.bwe.interceptor.fuzz;

import dev.bwe.interceptor.sdp.SdpMediaSection;
import dev.bwe.interceptor.sdp.SdpSession;
import java.nio.charset.StandardCharsets;

/** A Jazzer target: no text makes the parser throw, nor what is asked of the result. */
public final class SdpFuzz {
    private SdpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SdpSession session = SdpSession.parse(new String(data, StandardCharsets.UTF_8));
        for (SdpMediaSection section : session.sections()) {
            section.streamInfo(1, -1);
            section.streamInfo(1, 96);
            section.retransmissionSsrc(1);
        }
        session.sectionOfPayloadType(96);
        session.sectionOfMid("0");
        session.negotiatedWith(session);
    }
}
