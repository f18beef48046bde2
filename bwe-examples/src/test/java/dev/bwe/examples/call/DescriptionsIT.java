package dev.bwe.examples.call;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptions that differ from libwebrtc's own: the intercepted peer beside a plain one. */
@Timeout(90)
class DescriptionsIT {
    private static String withoutBundle(String sdp) {
        return sdp.replaceAll("a=group:BUNDLE[^\r\n]*\r\n", "");
    }

    private static String withoutBundleAndMid(String sdp) {
        return withoutBundle(sdp).replaceAll("a=mid:[^\r\n]*\r\n", "");
    }

    private static void connect(Party tested, Party other) {
        tested.trickleTo(other);
        other.trickleTo(tested);
        tested.awaitFrames("0", 30);
        other.awaitFrames("0", 30);
    }

    @ParameterizedTest
    @EnumSource(Party.Kind.class)
    void anOfferOfOneSectionNeedsNoBundle(Party.Kind kind) {
        try (Party tested = kind.make().sendVideo(1);
                Party other = Party.plain().sendVideo(2)) {
            RTCSessionDescription offer = other.offer(false);
            Party.must(other.setLocal(offer));
            Party.must(tested.setRemote(Party.changed(offer, DescriptionsIT::withoutBundle)));
            RTCSessionDescription answer = tested.answer();
            assertFalse(answer.sdp.contains("a=group:BUNDLE"), answer.sdp);
            Party.must(tested.setLocal(answer));
            Party.must(other.setRemote(answer));

            connect(tested, other);
        }
    }

    @ParameterizedTest
    @EnumSource(Party.Kind.class)
    void anAnswerOfOneSectionNeedsNeitherBundleNorMid(Party.Kind kind) {
        try (Party tested = kind.make().sendVideo(1);
                Party other = Party.plain().sendVideo(2)) {
            RTCSessionDescription offer = tested.offer(false);
            Party.must(tested.setLocal(offer));
            Party.must(other.setRemote(Party.changed(offer, DescriptionsIT::withoutBundle)));
            RTCSessionDescription answer = other.answer();
            Party.must(other.setLocal(answer));
            Party.must(tested.setRemote(Party.changed(answer, DescriptionsIT::withoutBundleAndMid)));

            connect(tested, other);
        }
    }

    @Test
    void severalSectionsWithoutBundleFailWithTheLine() {
        try (Party tested = Party.Kind.INTERCEPTED.make();
                Party other = Party.plain().sendVideo(1).sendVideo(2)) {
            String error = tested.setRemote(Party.changed(other.offer(false), DescriptionsIT::withoutBundle));

            assertNotNull(error);
            assertTrue(error.contains("'m=video ") && error.contains("a=group:BUNDLE"), error);
        }
    }

    @ParameterizedTest
    @EnumSource(Party.Kind.class)
    void anOfferIsRolledBackAndTheOtherPeersIsAnswered(Party.Kind kind) {
        try (Party tested = kind.make().sendVideo(1);
                Party other = Party.plain().sendVideo(2)) {
            Party.must(tested.setLocal(tested.offer(false)));
            RTCSessionDescription offer = other.offer(false);
            Party.must(other.setLocal(offer));
            Party.must(tested.setLocal(new RTCSessionDescription(RTCSdpType.ROLLBACK, "")));
            Party.must(tested.setRemote(offer));
            RTCSessionDescription answer = tested.answer();
            Party.must(tested.setLocal(answer));
            Party.must(other.setRemote(answer));

            connect(tested, other);
        }
    }

    @ParameterizedTest
    @EnumSource(Party.Kind.class)
    void aRemoteOfferIsRolledBackDuringTheCall(Party.Kind kind) {
        try (Party tested = kind.make().sendVideo(1);
                Party other = Party.plain().sendVideo(2);
                Party stranger = Party.plain().sendVideo(3)) {
            tested.call(other);
            connect(tested, other);
            Party.must(tested.setRemote(
                    Party.changed(stranger.offer(false), sdp -> sdp.replaceAll("a=mid:\\w+", "a=mid:0"))));
            Party.must(tested.setRemote(new RTCSessionDescription(RTCSdpType.ROLLBACK, "")));

            tested.awaitFrames("0", 30);
            other.awaitFrames("0", 30);
            tested.negotiate(other, false);
            tested.awaitFrames("0", 30);
            other.awaitFrames("0", 30);
        }
    }
}
