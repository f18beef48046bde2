package dev.bwe.interceptor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A call whose REMBs go out each second, which is the default, and are kept. */
final class RembSession {
    private static final long SECOND_US = 1_000_000;

    /** One REMB as the listener heard it. */
    record Remb(long timeUs, long bitrateBps, List<Integer> ssrcs) {}

    final List<Remb> rembs = new ArrayList<>();
    final Call call;

    RembSession(BweInterceptorFactory.Builder builder, int... ssrcs) {
        call = new Call(builder.rembListener((id, timeUs, bps, list) -> rembs.add(
                new Remb(timeUs, bps, Arrays.stream(list.toArray()).boxed().toList()))));
        for (int ssrc : ssrcs) {
            call.bind(Call.video(ssrc));
        }
    }

    RembSession(int... ssrcs) {
        this(BweInterceptorFactory.builder().measureRoundTripTime(false), ssrcs);
    }

    /** Receives steady traffic of 800 kbit/s that is never congested; returns when it ended. */
    long run(long fromUs, long toUs, int... ssrcs) {
        int n = 0;
        long timeUs = fromUs;
        for (; timeUs < toUs; timeUs += 10_000) {
            int sendTime = (int) ((timeUs % (64 * SECOND_US) << 18) / SECOND_US);
            call.receive(new Traffic.Packet(ssrcs[n++ % ssrcs.length], sendTime, timeUs, timeUs, 1_000));
        }
        return timeUs;
    }

    Remb last() {
        return rembs.get(rembs.size() - 1);
    }
}
