package dev.bwe.interceptor;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.BandwidthUsage;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.PacketInfo;
import dev.bwe.core.RateControlState;
import dev.bwe.core.RembScheduler;
import dev.bwe.core.RembSender;
import dev.bwe.core.SsrcList;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Estimates from the packets of one peer connection how much the path to it carries, and tells the remote sender with REMB. Made by a
 * {@link BweInterceptorFactory}.
 *
 * <p>It observes all remote streams but audio (libwebrtc does the same) and passes their packets on unchanged. A packet counts if it
 * carries an absolute send time and no transport-wide sequence number: one that carries the latter belongs to transport-wide
 * congestion control. REMB goes out, and listeners are called, on the factory's scheduler, so that reading waits for neither.
 *
 * <p>Safe for use by any thread. Packets of several streams on several threads share one lock, which is never held while a writer or a
 * listener is at work. Source: libwebrtc at 3710345e71ad, receive-side congestion controller.
 */
public final class BweInterceptor implements Interceptor, OutgoingRtcpObserver {
    private static final int POOLED_PACKETS = 16;
    private static final long US_PER_MS = 1_000;
    /** The greatest limit that a trace can have, which is as good as none. */
    private static final long MAX_RECORDED_BPS = 1_000_000_000_000_000L;

    private final String peerConnectionId;
    private final BweOptions options;
    private final LongSupplier clock;
    private final ScheduledExecutorService executor;
    private final Consumer<BweInterceptor> onClose;
    private final PacketInfoPool pool = new PacketInfoPool(POOLED_PACKETS);
    private final Runnable onTimer = this::onTimer;
    private final Runnable work = this::work;

    private final Object lock = new Object();
    private final BandwidthEstimator estimator;
    private final RembScheduler rembs;
    private final BoundStreams streams;
    private final RoundTripTime roundTripTime = new RoundTripTime();
    private final BweCounters counters = new BweCounters();
    private final Outbox outbox = new Outbox();
    private final Delivery delivery;
    /** Null where nobody records. */
    private final TraceRecording recording;
    private EstimateLimits limits;
    private boolean everEstimated;
    private boolean closed;
    /** Whether the scheduler has been asked to work or is at it; one thread at a time is. */
    private boolean working;
    private boolean executorGone;
    private ScheduledFuture<?> timer;
    private long timerUs;

    BweInterceptor(String peerConnectionId, BweOptions options, Consumer<BweInterceptor> onClose) {
        this.peerConnectionId = peerConnectionId;
        this.options = options;
        this.onClose = onClose;
        clock = options.clock();
        executor = options.executor();
        limits = options.limits();
        recording = options.recorder() == null ? null : options.recorder().newRecording(peerConnectionId);
        delivery = new Delivery(peerConnectionId, options, lock, counters, roundTripTime);
        streams = new BoundStreams(options.estimatorConfig().streamTimeoutUs(), recording);
        estimator = new BandwidthEstimator(options.estimatorConfig());
        RembSender toOutbox = (nowUs, bitrateBps, ssrcs) -> outbox.pendingRemb().set(nowUs, bitrateBps, null, ssrcs);
        rembs = options.rembIntervalUs() == BweOptions.LIKE_LIBWEBRTC
                ? RembScheduler.likeLibwebrtc(toOutbox) : new RembScheduler(options.rembIntervalUs(), toOutbox);
        estimator.setListener(this::onEstimate);
        if (options.maxRembBitrateBps() != Long.MAX_VALUE) {
            rembs.setMaxBitrate(options.maxRembBitrateBps(), clock.getAsLong(), estimator.ssrcs());
            // libwebrtc's throttle would tell the limit at once; before the first estimate there is nothing to tell and no writer.
            outbox.clear();
        }
    }

    /**
     * Observes a stream, unless it is audio and audio is left out. Binding an SSRC again tells what was negotiated anew; readers that
     * were made before heed it too.
     *
     * @param info   what is known of the stream; its header extensions say where the send time is
     * @param reader yields the stream's packets as they come from the network
     * @return a reader that yields the same packets
     */
    @Override
    public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        if (info.isAudio() && !options.includeAudio()) {
            return reader;
        }
        StreamExtensions extensions = StreamExtensions.of(info, options.absCaptureTime());
        synchronized (lock) {
            return closed ? reader : new ObservingReader(streams.bind(info, extensions), reader, this, pool);
        }
    }

    /**
     * Forgets a stream. Its readers go on passing packets on, which count no more.
     *
     * @param info the information that the stream was last bound with; where it has been bound anew with other information, nothing
     *             happens
     */
    @Override
    public void unbindRemoteStream(StreamInfo info) {
        synchronized (lock) {
            if (streams.unbind(info)) {
                streams.forget(info.ssrc(), clock.getAsLong(), estimator);
            }
        }
    }

    /**
     * Keeps the writer for REMB; a second one takes the place of the first. It is used on the factory's scheduler, which all peer
     * connections may share, so it must not wait for long.
     *
     * @param writer takes RTCP compounds towards the network, from any thread
     * @return the same writer
     */
    @Override
    public RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        synchronized (lock) {
            if (!closed) {
                delivery.writer(writer);
            }
        }
        return writer;
    }

    /**
     * Learns the round-trip time from what the remote peer reports, unless that is switched off.
     *
     * @param reader yields RTCP compounds as they come from the network
     * @return a reader that yields the same compounds
     */
    @Override
    public RtcpReader bindRtcpReader(RtcpReader reader) {
        return !options.measureRoundTripTime() ? reader : (buffer, offset, capacity, attributes) -> {
            int length = reader.read(buffer, offset, capacity, attributes);
            if (length > 0 && length <= capacity) {
                onIncomingRtcp(buffer, offset, length, attributes.arrivalTimeUs());
            }
            return length;
        };
    }

    private void onIncomingRtcp(byte[] buffer, int offset, int length, long arrivalUs) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            long timeUs = arrivalUs == Attributes.NO_ARRIVAL_TIME ? clock.getAsLong() : arrivalUs;
            if (roundTripTime.onIncoming(buffer, offset, length, timeUs, options.senderSsrc())) {
                tellRtt(roundTripTime.averageUs());
            }
        }
    }

    /**
     * Shows it a compound that the application side sends, so that it knows when the sender reports in it went out. A chain that an
     * {@link InterceptorRegistry} has built does that by itself.
     *
     * @param buffer holds the compound; it stays as it is
     * @param offset its first byte's place in the buffer
     * @param length its length in bytes
     */
    @Override
    public void onOutgoingRtcp(byte[] buffer, int offset, int length) {
        if (!options.measureRoundTripTime()) {
            return;
        }
        synchronized (lock) {
            if (!closed) {
                roundTripTime.onOutgoing(buffer, offset, length, clock.getAsLong());
            }
        }
    }

    /**
     * Stops observing: readers go on passing packets, nothing is estimated, sent or told any more, and no timer is left. A write or a
     * call of a listener that another thread has begun may still end.
     */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            delivery.writer(null);
            streams.clear();
            outbox.clear();
            if (recording != null) {
                recording.close();
            }
            cancelTimer();
        }
        onClose.accept(this);
    }

    void onPacket(BoundStream stream, boolean captureTime, PacketInfo packet) {
        boolean wake;
        synchronized (lock) {
            if (!counts(stream)) {
                return;
            }
            if (captureTime && !streams.countsCaptureTime()) {
                counters.packetsWithoutSendTime++;
                return;
            }
            counters.packetsFed++;
            // Read under the lock, so that what the estimator sees as now does not go back between threads.
            packet.nowUs(clock.getAsLong());
            if (packet.arrivalUs() == Attributes.NO_ARRIVAL_TIME) {
                packet.arrivalUs(packet.nowUs());
            }
            if (recording != null) {
                recording.packet(packet);
            }
            estimator.onPacket(packet);
            stream.heard(packet.nowUs());
            wake = claimWork();
        }
        if (wake) {
            wake();
        }
    }

    void onPacketWithTransportSequenceNumber(BoundStream stream) {
        synchronized (lock) {
            if (counts(stream)) {
                counters.packetsWithTransportSequenceNumber++;
            }
        }
    }

    void onPacketWithoutSendTime(BoundStream stream) {
        synchronized (lock) {
            if (counts(stream)) {
                counters.packetsWithoutSendTime++;
            }
        }
    }

    void onMalformedPacket(BoundStream stream, RtpPacket.Fault fault) {
        synchronized (lock) {
            if (counts(stream)) {
                counters.malformed(fault);
            }
        }
    }

    private boolean counts(BoundStream stream) {
        if (closed || !stream.isBound()) {
            return false;
        }
        counters.packetsSeen++;
        return true;
    }

    private void onEstimate(long nowUs, long bitrateBps, BandwidthUsage usage, SsrcList ssrcs) {
        everEstimated = true;
        long limitedBps = limits.apply(bitrateBps);
        if (options.estimateListener() != null) {
            outbox.pendingEstimate().set(nowUs, limitedBps, usage, ssrcs);
        }
        rembs.onEstimate(nowUs, limitedBps, ssrcs);
    }

    /** Whether the caller, who holds the lock, must have the scheduler work: to deliver something, or to start the timer. */
    private boolean claimWork() {
        if (working || closed || executorGone || timer != null && !outbox.hasPending()) {
            return false;
        }
        working = true;
        return true;
    }

    private void wake() {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            onRejected();
        }
    }

    /** The owner of the executor has shut it down. */
    private void onRejected() {
        synchronized (lock) {
            working = false;
            executorGone = true;
            if (outbox.pendingRemb().isPresent()) {
                counters.rembsDropped++;
            }
            outbox.clear();
        }
    }

    private void onTimer() {
        synchronized (lock) {
            timer = null;
            if (working || closed) {
                return;
            }
            working = true;
        }
        work();
    }

    private void work() {
        boolean done = false;
        try {
            while (takeWork()) {
                delivery.deliver(outbox);
            }
            done = true;
        } finally {
            if (!done) {
                // A listener's error goes to the executor; the next packet goes on.
                synchronized (lock) {
                    working = false;
                }
            }
        }
    }

    /** Does what is due and takes what is to be delivered. If that is nothing, the work ends with the timer set. */
    private boolean takeWork() {
        synchronized (lock) {
            if (closed) {
                working = false;
                return false;
            }
            long nowUs = clock.getAsLong();
            long expiryUs = streams.expire(nowUs, estimator);
            rembs.process(nowUs, estimator.ssrcs());
            if (outbox.take()) {
                return true;
            }
            working = false;
            setTimer(nowUs, Math.min(expiryUs, rembs.nextDeadlineUs()));
            return false;
        }
    }

    private void setTimer(long nowUs, long dueUs) {
        if (dueUs == BoundStreams.NEVER) {
            cancelTimer();
            return;
        }
        // One that fires earlier does no harm, and packets move the time on: it is not worth a new timer each time.
        if (timer != null && timerUs <= dueUs) {
            return;
        }
        cancelTimer();
        timerUs = dueUs;
        try {
            timer = executor.schedule(onTimer, dueUs - nowUs, TimeUnit.MICROSECONDS);
        } catch (RejectedExecutionException e) {
            executorGone = true;
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
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
     * @return bit/s, within the limits but for that of REMB alone; the initial value, 0 by default, before anything was measured, and
     *         0 when all streams are gone
     */
    public long estimateBps() {
        synchronized (lock) {
            return limits.answer(estimator.estimateBps(), everEstimated);
        }
    }

    /**
     * Tells which streams the estimate covers.
     *
     * @return their SSRCs in ascending unsigned order
     */
    public int[] ssrcs() {
        synchronized (lock) {
            return estimator.ssrcs().toArray();
        }
    }

    /**
     * Tells the round-trip time that was learnt from RTCP.
     *
     * @return microseconds, a running average; -1 while there is none
     */
    public long roundTripTimeUs() {
        synchronized (lock) {
            return roundTripTime.averageUs();
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
            return counters.toStatistics(roundTripTime.malformedCompounds());
        }
    }

    /**
     * Takes a round-trip time: the longer it is, the more carefully the estimate changes.
     *
     * @param rttUs microseconds, which are rounded to whole milliseconds as libwebrtc has them; a negative value is ignored
     */
    public void onRtt(long rttUs) {
        synchronized (lock) {
            if (rttUs >= 0) {
                tellRtt(rttUs);
            }
        }
    }

    private void tellRtt(long rttUs) {
        long rttMs = Math.min((rttUs + US_PER_MS / 2) / US_PER_MS, Integer.MAX_VALUE);
        estimator.onRtt(rttMs * US_PER_MS);
        if (recording != null && !closed) {
            recording.rtt(rttMs, clock.getAsLong());
        }
    }

    /**
     * Limits what REMBs say from now on, and nothing else. If the remote peer may be sending more, it is told at once.
     *
     * @param bitrateBps the limit in bit/s, 1 or more; {@link Long#MAX_VALUE} lifts it
     * @throws IllegalArgumentException if it is less than 1
     */
    public void setMaxRembBitrateBps(long bitrateBps) {
        BweInterceptorFactory.checkMaxRembBitrate(bitrateBps);
        boolean wake;
        synchronized (lock) {
            if (closed) {
                return;
            }
            long nowUs = clock.getAsLong();
            rembs.setMaxBitrate(bitrateBps, nowUs, estimator.ssrcs());
            if (recording != null) {
                recording.max(Math.min(bitrateBps, MAX_RECORDED_BPS), nowUs);
            }
            wake = outbox.hasPending() && claimWork();
        }
        if (wake) {
            wake();
        }
    }

    /**
     * Sets the least that the estimate and REMBs say from now on.
     *
     * @param bitrateBps bit/s, 0 to the maximum
     * @throws IllegalArgumentException if it is out of range
     */
    public void setMinBitrateBps(long bitrateBps) {
        changeLimits(bitrateBps, true);
    }

    /**
     * Sets the most that the estimate and REMBs say from now on.
     *
     * @param bitrateBps bit/s, the minimum or more, and at least 1; {@link Long#MAX_VALUE} for no limit
     * @throws IllegalArgumentException if it is out of range
     */
    public void setMaxBitrateBps(long bitrateBps) {
        changeLimits(bitrateBps, false);
    }

    private void changeLimits(long bitrateBps, boolean min) {
        boolean wake = false;
        synchronized (lock) {
            limits = min ? limits.withMin(bitrateBps) : limits.withMax(bitrateBps);
            long estimateBps = estimator.estimateBps();
            if (estimateBps != 0 && !closed) {
                // As if estimated anew: a fall is told at once, a rise with the next REMB.
                rembs.onEstimate(clock.getAsLong(), limits.apply(estimateBps), estimator.ssrcs());
                wake = claimWork();
            }
        }
        if (wake) {
            wake();
        }
    }
}
