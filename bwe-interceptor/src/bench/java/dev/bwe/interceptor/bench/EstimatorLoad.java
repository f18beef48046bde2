package dev.bwe.interceptor.bench;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RembSchedule;

/** The estimator and REMB schedule of each session alone, without an interceptor: the baseline. */
final class EstimatorLoad implements Load {
    private static final long[] NONE = {};

    private final BandwidthEstimator[] estimators;
    private final PacketInfo packet = new PacketInfo();
    private long rembs;

    EstimatorLoad(int sessions) {
        estimators = new BandwidthEstimator[sessions];
        for (int i = 0; i < sessions; i++) {
            RembSchedule schedule =
                    RembSchedule.atInterval(RembSchedule.DEFAULT_INTERVAL_US, (nowUs, bps, ssrcs) -> rembs++);
            estimators[i] = new BandwidthEstimator();
            estimators[i].setListener((nowUs, bps, usage, ssrcs) -> schedule.onEstimate(nowUs, bps, ssrcs));
        }
    }

    @Override
    public void packet(int session, long nowUs, int sendTime) {
        packet.arrivalUs(nowUs)
                .nowUs(nowUs)
                .absSendTime(sendTime)
                .payloadSize(PAYLOAD_LENGTH)
                .ssrc(SSRC);
        estimators[session].onPacket(packet);
    }

    @Override
    public void startRecording() {}

    @Override
    public long otherThreadId() {
        return Thread.currentThread().getId();
    }

    @Override
    public long[] latenessUs() {
        return NONE;
    }

    @Override
    public void close() {}
}
