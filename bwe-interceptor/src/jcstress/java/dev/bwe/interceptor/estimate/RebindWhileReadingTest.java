package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A packet meets a renegotiation that gives the send time another id: the packet is seen, with the old ids or the new, and
 * whatever comes afterwards through the old reader counts by the new ones.
 */
@JCStressTest
@Outcome(
        id = {"2, 1, 1", "2, 2, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "both seen; the first by the old id, or by the new one")
@Outcome(expect = Expect.FORBIDDEN, desc = "a packet is lost, or the new ids are not heeded")
@State
public class RebindWhileReadingTest {
    /** The packets of {@link StressCall} have their send time under id 3. */
    private static final StreamInfo BEFORE =
            StreamInfo.of(5, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 4));

    private final BweInterceptor interceptor = BweInterceptorFactory.builder()
            .executor(new ManualScheduler())
            .build()
            .newInterceptor("stress");
    private final RtpReader reader = interceptor.bindRemoteStream(BEFORE, StressCall::packet);

    private void receive() {
        try {
            reader.read(new byte[100], 0, 100, new Attributes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Actor
    public void read() {
        receive();
    }

    @Actor
    public void rebind() {
        interceptor.bindRemoteStream(StressCall.STREAM, StressCall::packet);
    }

    @Arbiter
    public void after(III_Result result) {
        receive();
        BweStatistics statistics = interceptor.statistics();
        result.r1 = (int) statistics.packetsSeen();
        result.r2 = (int) statistics.packetsFed();
        result.r3 = interceptor.ssrcs().length;
    }
}
