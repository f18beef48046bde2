package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamInfoTest {
    @Test
    void findsExtensionIdsByUri() {
        StreamInfo info = StreamInfo.of(
                1,
                "video/VP8",
                90_000,
                new HeaderExtension(HeaderExtension.MID, 4),
                new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 255));
        assertEquals(255, info.headerExtensionId(HeaderExtension.ABS_SEND_TIME));
        assertEquals(4, info.headerExtensionId(HeaderExtension.MID));
        assertEquals(0, info.headerExtensionId(HeaderExtension.TRANSMISSION_OFFSET));
    }

    @Test
    void findsFeedbackByTypeWhateverItsParameter() {
        StreamInfo info =
                new StreamInfo(1, 96, "video/VP8", 90_000, 0, "0", List.of(), List.of(new RtcpFeedback("nack", "pli")));
        assertTrue(info.hasFeedback("nack"));
        assertFalse(info.hasFeedback(RtcpFeedback.GOOG_REMB));
    }

    @Test
    void audioIsToldByItsMimeTypeInAnyCase() {
        assertTrue(StreamInfo.of(1, "audio/opus", 48_000).isAudio());
        assertTrue(StreamInfo.of(1, "AUDIO/PCMU", 8_000).isAudio());
        assertFalse(StreamInfo.of(1, "video/VP8", 90_000).isAudio());
        assertFalse(StreamInfo.of(1, "", 0).isAudio());
    }

    @Test
    void laterChangesOfTheCallersListsDoNotReachIt() {
        List<HeaderExtension> extensions = new ArrayList<>();
        StreamInfo info = new StreamInfo(1, 96, "", 0, 0, "", extensions, List.of());
        extensions.add(new HeaderExtension(HeaderExtension.MID, 4));
        assertEquals(List.of(), info.headerExtensions());
    }

    @Test
    void valuesThatCannotBeAreNamed() {
        assertEquals(
                "payload type 128 is outside 0 to 127",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new StreamInfo(1, 128, "", 0, 0, "", List.of(), List.of()))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new StreamInfo(1, -1, "", 0, 0, "", List.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new StreamInfo(1, 0, "", -1, 0, "", List.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new StreamInfo(1, 0, "", 0, -1, "", List.of(), List.of()));
        assertEquals(
                "header extension id 256 of x is outside 1 to 255",
                assertThrows(IllegalArgumentException.class, () -> new HeaderExtension("x", 256))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new HeaderExtension("x", 0));
    }
}
