package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One delivery at a time, a timer only while there is something to wait for. */
class DeliveryLoopTest {
    private static final List<Traffic.Packet> TRAFFIC = Traffic.through(1_000_000, 3_000_000, 10, 5);

    private static BweInterceptorFactory.Builder builder() {
        return BweInterceptorFactory.builder().measureRoundTripTime(false);
    }

    /** A call in which something is done on the so manieth estimate, by its listener. */
    private static Call callThatDoes(int onEstimate, Consumer<Call> action) {
        Call[] holder = new Call[1];
        int[] estimates = new int[1];
        holder[0] = new Call(builder().estimateListener((id, nowUs, bitrateBps, usage, ssrcs) -> {
                    if (++estimates[0] == onEstimate) {
                        action.accept(holder[0]);
                    }
                }))
                .bind(Call.video(5));
        return holder[0];
    }

    @Test
    void aTimerThatFiresDuringADeliveryLeavesItsWorkToThatDelivery() {
        List<String> events = new ArrayList<>();
        Call call = callThatDoes(10, during -> {
            int written = during.written.size();
            events.add("pending " + during.scheduler.pending());
            during.scheduler.advanceTo(during.nowUs() + 1_200_000);
            events.add("written within " + (during.written.size() - written));
        });
        int before = 0;
        for (Traffic.Packet packet : TRAFFIC) {
            before = call.written.size();
            call.receive(packet);
            if (!events.isEmpty()) {
                break;
            }
        }
        assertEquals(List.of("pending 1", "written within 0"), events);
        assertEquals(before + 1, call.written.size(), "REMBs, with the one that fell due");
        assertEquals(1, call.scheduler.pending(), "timers afterwards");
    }

    @Test
    void aListenerThatUnbindsTheLastStreamLeavesNoTimer() {
        Call call = callThatDoes(3, during -> during.interceptor.unbindRemoteStream(Call.video(5)));
        for (Traffic.Packet packet : TRAFFIC) {
            call.receive(packet);
            if (call.interceptor.ssrcs().length == 0) {
                break;
            }
            assertEquals(1, call.scheduler.pending(), "timers while there is a stream");
        }
        assertEquals(0, call.interceptor.ssrcs().length, "SSRCs");
        assertEquals(0, call.scheduler.pending(), "timers without streams");
        call.bind(Call.video(5)).receive(TRAFFIC.get(TRAFFIC.size() - 1));
        assertEquals(1, call.scheduler.pending(), "timers with another packet");
    }

    @Test
    void anEstimateThatIsToldSetsNoTimerWhereOneIsSet() {
        int[] told = new int[1];
        Call call = new Call(builder().estimateListener((id, nowUs, bitrateBps, usage, ssrcs) -> told[0]++))
                .bind(Call.video(5));
        TRAFFIC.forEach(call::receive);
        assertTrue(told[0] > 3 * call.written.size(), told[0] + " estimates, " + call.written.size() + " REMBs");
        assertTrue(
                call.scheduler.scheduled <= call.written.size() + 2,
                call.scheduler.scheduled + " timers set for " + call.written.size() + " REMBs");
    }

    @Test
    void aRembThatNoSchedulerTakesCountsAsDropped() {
        Call call = new Call(builder()).bind(Call.video(5));
        call.receive(TRAFFIC.get(0));
        call.scheduler.shutdown();
        for (Traffic.Packet packet : TRAFFIC) {
            call.receive(packet);
        }
        assertEquals(0, call.written.size());
        assertTrue(call.interceptor.estimateBps() > 0, "no estimate");
        assertEquals(1, call.interceptor.statistics().rembsDropped(), "the one that showed that the scheduler is gone");
    }

    @Test
    void aSchedulerThatIsGoneBeforeThereIsAnythingToSendDropsNoRemb() {
        Call call = new Call(builder()).bind(Call.video(5));
        call.scheduler.shutdown();
        call.receive(TRAFFIC.get(0));
        assertEquals(0, call.interceptor.statistics().rembsDropped());
    }

    @Test
    void aHigherMinimumIsToldWithTheNextRembThoughNoPacketComes() {
        List<Long> told = new ArrayList<>();
        Call call = new Call(builder().rembListener((id, nowUs, bitrateBps, ssrcs) -> told.add(bitrateBps)))
                .bind(Call.video(5));
        TRAFFIC.forEach(call::receive);
        int before = told.size();
        call.interceptor.setMinBitrateBps(9_000_000);
        assertEquals(before, told.size(), "a rise is not told at once");
        call.scheduler.advanceTo(call.nowUs() + 1_000_000);
        assertEquals(before + 1, told.size());
        assertEquals(9_000_000, told.get(before));
    }
}
