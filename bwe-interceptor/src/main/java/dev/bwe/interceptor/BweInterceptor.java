package dev.bwe.interceptor;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.BandwidthUsage;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RateControlState;
import dev.bwe.core.RembThrottler;
import dev.bwe.core.SsrcList;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Estimates from the packets of one peer connection how much the path to it carries, and tells the remote sender with REMB. Made by a
 * {@link BweInterceptorFactory}.
 *
 * <p>It observes all remote streams but audio (libwebrtc does the same) and passes their packets on unchanged. A packet counts if it
 * carries an absolute send time and no transport-wide sequence number: one that carries the latter belongs to transport-wide
 * congestion control. REMB goes out on the thread that read the packet which led to it, through the writer that
 * {@link #bindRtcpWriter} was given, when libwebrtc's throttle lets it.
 *
 * <p>Safe for use by any thread. Packets of several streams on several threads share one lock, which is never held while a writer or a
 * listener is at work. Source: libwebrtc at 3710345e71ad, receive-side congestion controller.
 */
public final class BweInterceptor implements Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger(BweInterceptor.class);

    private final String peerConnectionId;
    private final boolean includeAudio;
    private final LongSupplier clock;
    private final PeerEstimateListener estimateListener;
    private final RembListener rembListener;
    private final Consumer<BweInterceptor> onClose;

    private final Object lock = new Object();
    private final BandwidthEstimator estimator;
    private final RembThrottler throttler;
    private final BweCounters counters = new BweCounters();
    private final Outbox outbox = new Outbox(lock);
    private final RembTransmitter transmitter;
    private volatile RtcpWriter rtcpWriter;
    private boolean closed;

    BweInterceptor(String peerConnectionId, BweOptions options, Consumer<BweInterceptor> onClose) {
        this.peerConnectionId = peerConnectionId;
        this.onClose = onClose;
        includeAudio = options.includeAudio();
        clock = options.clock();
        estimateListener = options.estimateListener();
        rembListener = options.rembListener();
        transmitter = new RembTransmitter(options.senderSsrc(), options.reducedSize());
        estimator = new BandwidthEstimator(options.estimatorConfig());
        throttler = new RembThrottler((nowUs, bitrateBps, ssrcs) -> outbox.pendingRemb().set(nowUs, bitrateBps, null, ssrcs));
        estimator.setListener(this::onEstimate);
        if (options.maxRembBitrateBps() != Long.MAX_VALUE) {
            throttler.setMaxBitrate(options.maxRembBitrateBps(), clock.getAsLong());
            // The throttler would tell the limit at once; before the first estimate there is nothing to tell and no writer.
            outbox.clear();
        }
    }

    /**
     * Observes a stream, unless it is audio and audio is left out.
     *
     * @param info   what is known of the stream; its header extensions say where the send time is
     * @param reader yields the stream's packets as they come from the network
     * @return a reader that yields the same packets
     */
    @Override
    public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        return info.isAudio() && !includeAudio ? reader : new ObservingReader(info, reader, this);
    }

    @Override
    public void unbindRemoteStream(StreamInfo info) {
        synchronized (lock) {
            estimator.removeStream(info.ssrc());
        }
    }

    /**
     * Keeps the writer for REMB; a second one takes the place of the first.
     *
     * @param writer takes RTCP compounds towards the network, from any thread
     * @return the same writer
     */
    @Override
    public RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        synchronized (lock) {
            if (!closed) {
                rtcpWriter = writer;
            }
        }
        return writer;
    }

    /**
     * Stops observing: readers go on passing packets, nothing is estimated, sent or told any more. A write or a call of a listener that
     * another thread has begun may still end.
     */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            rtcpWriter = null;
            outbox.clear();
        }
        onClose.accept(this);
    }

    void onPacket(PacketInfo packet) {
        boolean deliver;
        synchronized (lock) {
            if (closed) {
                return;
            }
            counters.packetsSeen++;
            counters.packetsFed++;
            // Read under the lock, so that what the estimator sees as now does not go back between threads.
            packet.nowUs(clock.getAsLong());
            if (packet.arrivalUs() == Attributes.NO_ARRIVAL_TIME) {
                packet.arrivalUs(packet.nowUs());
            }
            estimator.onPacket(packet);
            deliver = outbox.claim();
        }
        if (deliver) {
            deliver();
        }
    }

    void onPacketWithTransportSequenceNumber() {
        synchronized (lock) {
            if (!closed) {
                counters.packetsSeen++;
                counters.packetsWithTransportSequenceNumber++;
            }
        }
    }

    void onPacketWithoutSendTime() {
        synchronized (lock) {
            if (!closed) {
                counters.packetsSeen++;
                counters.packetsWithoutSendTime++;
            }
        }
    }

    void onMalformedPacket(RtpPacket.Fault fault) {
        synchronized (lock) {
            if (!closed) {
                counters.packetsSeen++;
                counters.malformed(fault);
            }
        }
    }

    private void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        if (estimateListener != null) {
            outbox.pendingEstimate().set(nowUs, bitrateBps, usage, ssrcs);
        }
        throttler.onEstimate(nowUs, bitrateBps, ssrcs);
    }

    private void deliver() {
        boolean done = false;
        try {
            while (outbox.take()) {
                tellEstimate(outbox.takenEstimate());
                sendRemb(outbox.takenRemb());
            }
            done = true;
        } finally {
            if (!done) {
                outbox.release();
            }
        }
    }

    private void tellEstimate(Update estimate) {
        if (!estimate.isPresent()) {
            return;
        }
        try {
            estimateListener.onEstimate(peerConnectionId, estimate.nowUs(), estimate.bitrateBps(), estimate.usage(), estimate);
        } catch (RuntimeException e) {
            LOG.warn("{}: an estimate listener failed", peerConnectionId, e);
        }
    }

    private void sendRemb(Update remb) {
        if (!remb.isPresent()) {
            return;
        }
        RtcpWriter writer = rtcpWriter;
        boolean sent;
        try {
            sent = writer != null && transmitter.transmit(writer, remb.bitrateBps(), remb);
        } catch (IOException | RuntimeException e) {
            onWriteFailure(e);
            return;
        }
        synchronized (lock) {
            if (sent) {
                counters.rembsSent++;
            } else if (!closed) {
                counters.rembsDropped++;
            }
        }
        if (sent && rembListener != null) {
            tellRemb(remb);
        }
    }

    private void onWriteFailure(Exception e) {
        long failures;
        synchronized (lock) {
            failures = ++counters.rembWriteFailures;
        }
        if (failures == 1) {
            LOG.warn("{}: a REMB could not be written; further failures are counted and logged at debug level",
                    peerConnectionId, e);
        } else {
            LOG.debug("{}: a REMB could not be written, failure {}", peerConnectionId, failures, e);
        }
    }

    private void tellRemb(Update remb) {
        try {
            rembListener.onRemb(peerConnectionId, remb.nowUs(), remb.bitrateBps(), remb);
        } catch (RuntimeException e) {
            LOG.warn("{}: a REMB listener failed", peerConnectionId, e);
        }
    }

    /**
     * Returns the name of the peer connection.
     *
     * @return what the factory was given
     */
    public String peerConnectionId() {
        return peerConnectionId;
    }

    /**
     * Tells the estimate.
     *
     * @return bit/s, before the limit for REMB; 0 while there is none
     */
    public long estimateBps() {
        synchronized (lock) {
            return estimator.estimateBps();
        }
    }

    /**
     * Tells how the path is being used.
     *
     * @return the congestion state after the last packet
     */
    public BandwidthUsage usage() {
        synchronized (lock) {
            return estimator.usage();
        }
    }

    /**
     * Tells what the rate control does with the estimate.
     *
     * @return its state after the last update
     */
    public RateControlState rateControlState() {
        synchronized (lock) {
            return estimator.rateControlState();
        }
    }

    /**
     * Tells how much comes in, over the last second.
     *
     * @return bit/s of payload and padding of the packets that were fed, or -1 where there is too little to tell
     */
    public long incomingRateBps() {
        synchronized (lock) {
            return estimator.incomingRateBps(clock.getAsLong());
        }
    }

    /**
     * Copies everything that goes into the estimate.
     *
     * @return the state
     */
    public EstimatorSnapshot snapshot() {
        synchronized (lock) {
            return estimator.snapshot(clock.getAsLong());
        }
    }

    /**
     * Tells what was counted so far.
     *
     * @return the figures of one moment
     */
    public BweStatistics statistics() {
        synchronized (lock) {
            return counters.toStatistics();
        }
    }

    /**
     * Takes a round-trip time: the longer it is, the more carefully the estimate changes.
     *
     * @param rttUs microseconds; a negative value is ignored
     */
    public void onRtt(long rttUs) {
        synchronized (lock) {
            estimator.onRtt(rttUs);
        }
    }

    /**
     * Limits what REMBs say from now on. If the remote peer may be sending more, it is told at once, on this thread.
     *
     * @param bitrateBps the limit in bit/s, 1 or more; {@link Long#MAX_VALUE} lifts it
     * @throws IllegalArgumentException if it is less than 1
     */
    public void setMaxRembBitrateBps(long bitrateBps) {
        BweInterceptorFactory.checkMaxRembBitrate(bitrateBps);
        boolean deliver;
        synchronized (lock) {
            if (closed) {
                return;
            }
            throttler.setMaxBitrate(bitrateBps, clock.getAsLong());
            deliver = outbox.claim();
        }
        if (deliver) {
            deliver();
        }
    }
}
