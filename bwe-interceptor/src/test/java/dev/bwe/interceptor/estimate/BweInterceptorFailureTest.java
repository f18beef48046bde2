package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.core.SsrcList;
import dev.bwe.core.state.BandwidthUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes wrong around the interceptor stays there. */
class BweInterceptorFailureTest {
    private static final List<Traffic.Packet> TRAFFIC = Traffic.through(1_000_000, 3_000_000, 6, 5);

    private static Call runWith(Call call) {
        call.bind(Call.video(5));
        TRAFFIC.forEach(call::receive);
        return call;
    }

    private static long rembsOfThisTraffic() {
        long rembs = runWith(new Call()).interceptor.statistics().rembsSent();
        assertTrue(rembs >= 5, rembs + " REMBs");
        return rembs;
    }

    @Test
    void writeFailuresAreCountedAndTheNextRembIsTriedAgain() {
        Call call = new Call();
        int[] calls = new int[1];
        call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            if (calls[0]++ % 2 == 0) {
                if (calls[0] == 1) {
                    throw new IOException("on purpose");
                }
                throw new IllegalStateException("on purpose");
            }
            return length;
        });
        BweStatistics statistics = runWith(call).interceptor.statistics();
        long all = rembsOfThisTraffic();
        assertEquals((all + 1) / 2, statistics.rembWriteFailures());
        assertEquals(all / 2, statistics.rembsSent());
        assertEquals(0, statistics.rembsDropped());
    }

    @Test
    void rembsThatTheWriterDropsAreCountedAsDropped() {
        Call call = new Call();
        call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> 0);
        BweStatistics statistics = runWith(call).interceptor.statistics();
        assertEquals(rembsOfThisTraffic(), statistics.rembsDropped());
        assertEquals(0, statistics.rembsSent());
    }

    @Test
    void theRembListenerHearsOnlyOfRembsThatTheWriterTook() {
        List<Long> heard = new ArrayList<>();
        Call call = new Call(Call.likeLibwebrtc().rembListener((id, nowUs, bitrateBps, ssrcs) -> heard.add(nowUs)));
        List<Long> taken = new ArrayList<>();
        int[] calls = new int[1];
        call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            switch (calls[0]++ % 4) {
                case 0:
                    return 0;
                case 1:
                    throw new IOException("on purpose");
                case 2:
                    return -1;
                default:
                    taken.add(call.nowUs());
                    return length;
            }
        });
        BweStatistics statistics = runWith(call).interceptor.statistics();
        assertEquals(rembsOfThisTraffic(), calls[0], "REMBs tried");
        assertTrue(!taken.isEmpty(), "none was taken");
        assertEquals(taken, heard);
        assertEquals(taken.size(), statistics.rembsSent());
    }

    @Test
    void withoutWriterItEstimatesAndCountsWhatItCouldNotSend() {
        Call call = new Call();
        call.interceptor.bindRtcpWriter(null);
        BweInterceptor interceptor = runWith(call).interceptor;
        assertEquals(rembsOfThisTraffic(), interceptor.statistics().rembsDropped());
        assertTrue(interceptor.estimateBps() > 0, "estimate " + interceptor.estimateBps());
    }

    @Test
    void listenersThatThrowStopNothing() {
        Call call = runWith(new Call(Call.likeLibwebrtc()
                .estimateListener((id, nowUs, bitrateBps, usage, ssrcs) -> {
                    throw new IllegalStateException("on purpose");
                })
                .rembListener((id, nowUs, bitrateBps, ssrcs) -> {
                    throw new IllegalStateException("on purpose");
                })));
        assertEquals(rembsOfThisTraffic(), call.interceptor.statistics().rembsSent());
        assertEquals(TRAFFIC.size(), call.interceptor.statistics().packetsFed());
    }

    @Test
    void errorsInListenersStopNothingEither() {
        Call call = runWith(new Call(Call.likeLibwebrtc()
                .estimateListener(new PeerEstimateListener() {
                    @Override
                    public void onProbe(String id, long nowUs, long bitrateBps) {
                        throw new AssertionError("on purpose");
                    }

                    @Override
                    public void onUsageChange(String id, long nowUs, BandwidthUsage before, BandwidthUsage usage) {
                        throw new AssertionError("on purpose");
                    }

                    @Override
                    public void onEstimate(
                            String id, long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
                        throw new AssertionError("on purpose");
                    }
                })
                .rembListener((id, nowUs, bitrateBps, ssrcs) -> {
                    throw new AssertionError("on purpose");
                })));
        assertEquals(rembsOfThisTraffic(), call.interceptor.statistics().rembsSent());
    }

    @Test
    void anErrorInTheWriterIsCountedAndSilentStreamsAreForgottenAllTheSame() {
        Call call = new Call(BweInterceptorFactory.builder().measureRoundTripTime(false));
        call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            throw new NoClassDefFoundError("on purpose");
        });
        runWith(call);
        long failures = call.interceptor.statistics().rembWriteFailures();
        assertTrue(failures >= 2, failures + " failures");
        call.scheduler.advanceTo(call.nowUs() + 5_000_000);
        assertTrue(call.interceptor.statistics().rembWriteFailures() > failures, "not tried again");
        assertEquals(0, call.interceptor.ssrcs().length);
        assertEquals(0, call.scheduler.pending(), "timers");
    }

    @Test
    void aWriterMayChangeTheBytesItIsGiven() {
        Call call = new Call();
        List<String> intact = runWith(new Call()).writtenHex();
        List<String> seen = new ArrayList<>();
        call.interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> {
            seen.add(Call.withoutName(HexFormat.of().formatHex(buffer, offset, offset + length)));
            Arrays.fill(buffer, (byte) 0x55);
            return length;
        });
        runWith(call);
        assertEquals(intact, seen);
    }

    @Test
    void afterCloseNothingIsSentToldOrFedAndPacketsStillPass() {
        int[] told = new int[1];
        Call call = runWith(
                new Call(Call.likeLibwebrtc().estimateListener((id, nowUs, bitrateBps, usage, ssrcs) -> told[0]++)));
        call.interceptor.close();
        int written = call.written.size();
        int toldBefore = told[0];
        long fed = call.interceptor.statistics().packetsFed();
        call.interceptor.setMaxRembBitrateBps(1_000);
        for (Traffic.Packet packet : TRAFFIC) {
            byte[] bytes = Call.videoBytes(packet, 3);
            assertEquals(
                    bytes.length,
                    call.receive(5, bytes, packet.arrivalUs() + 10_000_000, packet.nowUs() + 10_000_000).length);
        }
        assertEquals(written, call.written.size());
        assertEquals(toldBefore, told[0]);
        assertEquals(fed, call.interceptor.statistics().packetsFed());
    }

    @Test
    void anInterceptorThatWasReplacedClosesOnlyItself() {
        Call call = new Call();
        BweInterceptor successor = call.factory.newInterceptor("pc");
        call.interceptor.close();
        assertEquals(successor, call.factory.interceptor("pc").orElseThrow());
    }

    @Test
    void closingTwiceIsClosingOnce() {
        Call call = new Call();
        call.interceptor.close();
        BweInterceptor successor = call.factory.newInterceptor("pc");
        call.interceptor.close();
        assertEquals(successor, call.factory.interceptor("pc").orElseThrow());
    }

    @Test
    void aListenerThatClosesTheInterceptorStopsTheRembBehindTheEstimate() {
        Call[] holder = new Call[1];
        int[] laterWrites = new int[1];
        holder[0] = new Call(Call.likeLibwebrtc().estimateListener((id, nowUs, bitrateBps, usage, ssrcs) -> {
            holder[0].interceptor.close();
            holder[0].interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> laterWrites[0]++);
        }));
        runWith(holder[0]);
        assertEquals(List.of(), holder[0].writtenHex());
        assertEquals(0, laterWrites[0], "writes to a writer that was bound after close");
    }
}
