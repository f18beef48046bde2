package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.StreamInfo;
import org.junit.jupiter.api.Test;

class BoundStreamsTest {
    private static final long TIMEOUT_US = 2_000_000;

    private final BoundStreams streams = new BoundStreams(TIMEOUT_US, null);
    private final BandwidthEstimator estimator = new BandwidthEstimator();

    private BoundStream bind(StreamInfo info) {
        return streams.bind(info, StreamExtensions.of(info, false, TimestampSource.ABS_SEND_TIME));
    }

    private void hear(BoundStream stream, int ssrc, long nowUs) {
        estimator.onPacket(new PacketInfo()
                .arrivalUs(nowUs)
                .nowUs(nowUs)
                .absSendTime(0)
                .payloadSize(1_000)
                .ssrc(ssrc));
        stream.onPacket(nowUs);
    }

    @Test
    void aStreamIsForgottenAfterTheTimeoutAndNotBefore() {
        hear(bind(Call.video(5)), 5, 7);
        assertEquals(TIMEOUT_US + 8, streams.expire(TIMEOUT_US + 7, estimator));
        assertArrayEquals(new int[] {5}, estimator.ssrcs().toArray());
        assertEquals(BoundStreams.NEVER, streams.expire(TIMEOUT_US + 8, estimator));
        assertArrayEquals(new int[0], estimator.ssrcs().toArray());
    }

    @Test
    void onlyTheSilentOneIsForgottenAndTheNextToBeIsToldOf() {
        BoundStream silent = bind(Call.video(5));
        BoundStream other = bind(Call.video(6));
        bind(Call.video(7));
        hear(silent, 5, 0);
        hear(other, 6, 1_000_000);
        assertEquals(TIMEOUT_US + 1, streams.expire(1_000_000, estimator), "the first");
        assertEquals(TIMEOUT_US + 1_000_001, streams.expire(TIMEOUT_US + 1, estimator), "the second");
        assertArrayEquals(new int[] {6}, estimator.ssrcs().toArray());
    }

    @Test
    void allCanBeForgottenAndStayBound() {
        BoundStream stream = bind(Call.video(5));
        hear(stream, 5, 0);
        hear(bind(Call.video(6)), 6, 0);
        streams.forgetAll(10, estimator);
        assertArrayEquals(new int[0], estimator.ssrcs().toArray());
        assertTrue(stream.isBound(), "bound");
    }

    @Test
    void onlyWhatIsBoundIsUnbound() {
        BoundStream stream = bind(Call.video(5));
        assertFalse(streams.unbind(Call.video(6)), "another SSRC");
        assertFalse(streams.unbind(Call.video(5, new HeaderExtension(HeaderExtension.MID, 1))), "other information");
        assertTrue(stream.isBound(), "still bound");
        assertTrue(streams.unbind(Call.video(5)), "unbound");
        assertFalse(stream.isBound(), "unbound");
        assertFalse(streams.unbind(Call.video(5)), "unbound twice");
    }

    @Test
    void bindingAnewIsTheSameStreamAndBindingAfterUnbindIsNot() {
        BoundStream stream = bind(Call.video(5));
        assertSame(stream, bind(Call.video(5, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 9))));
        assertEquals(9, stream.extensions().sendTimeId());
        streams.clear();
        assertFalse(stream.isBound(), "bound after clear");
        assertTrue(bind(Call.video(5)) != stream, "the one that was cleared");
    }
}
