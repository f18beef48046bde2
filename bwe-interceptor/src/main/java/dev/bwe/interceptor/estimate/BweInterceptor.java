package dev.bwe.interceptor.estimate;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.EstimatorSnapshot;
import dev.bwe.core.state.BandwidthUsage;
import dev.bwe.core.state.RateControlState;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.OutgoingRtcpObserver;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.record.TraceRecording;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Estimates from the packets of one peer connection how much the path to it carries, and tells the remote sender with REMB. Made by a
 * {@link BweInterceptorFactory}.
 *
 * <p>It observes all remote streams but audio (libwebrtc does the same) and passes their packets on unchanged. A packet counts if it
 * carries an absolute send time, or where the estimator is to take RTP timestamps even without one, and no transport-wide sequence
 * number: one that carries the latter belongs to transport-wide congestion control. REMB goes out, and listeners are called, on the
 * factory's scheduler.
 *
 * <p>Safe for use by any thread; each reader by one at a time. Reading waits for nothing but the reader that is wrapped: a packet that
 * comes while another thread is estimating is left for that to take in, and whatever is asked afterwards takes it into account. No
 * lock is held while a writer or a listener is at work. Source: libwebrtc at 3710345e71ad, receive-side congestion controller.
 */
public final class BweInterceptor implements Interceptor, OutgoingRtcpObserver {
    private final String peerConnectionId;
    private final BweOptions options;
    private final LongSupplier clock;
    private final Consumer<BweInterceptor> onClose;

    private final PeerEstimate estimate;
    private final BandwidthEstimator estimator;
    private final PacketIntake intake;
    private final RoundTripTime roundTripTime = new RoundTripTime(this::onMeasuredRtt);
    private final Delivery delivery;
    private final DeliveryLoop deliveries;
    /** Guards all of them. */
    private final PeerLock lock;

    private boolean closed;

    BweInterceptor(String peerConnectionId, BweOptions options, Consumer<BweInterceptor> onClose) {
        this.peerConnectionId = peerConnectionId;
        this.options = options;
        this.onClose = onClose;
        clock = options.clock();
        TraceRecording recording = options.recorder() == null
                ? null
                : options.recorder().newRecording(peerConnectionId, options.recorded());
        estimate = new PeerEstimate(options, recording);
        estimator = estimate.estimator();
        intake = new PacketIntake(clock, estimate);
        delivery = new Delivery(peerConnectionId, options, roundTripTime);
        deliveries = new DeliveryLoop(options, intake, estimate, delivery);
        lock = deliveries.lock();
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
        StreamExtensions extensions = StreamExtensions.of(
                info, options.absCaptureTime(), options.estimatorConfig().timestampSource());
        return lock.get(() ->
                closed ? reader : new ObservingReader(estimate.streams().bind(info, extensions), reader, lock, clock));
    }

    /**
     * Forgets a stream. Its readers go on passing packets on, which count no more.
     *
     * @param info the information that the stream was last bound with; where it has been bound anew with other information, nothing
     *             happens
     */
    @Override
    public void unbindRemoteStream(StreamInfo info) {
        lock.run(() -> estimate.unbind(info, clock.getAsLong()));
    }

    /**
     * Keeps the writer for REMB; a second one takes the place of the first. It is used on the factory's scheduler, which all peer
     * connections may share, so it must not wait for long. A REMB that it fails to write is counted, and the next one goes out when it
     * is due; so does the first after a writer was bound late. Whether the remote peer wants REMB ({@code a=rtcp-fb:* goog-remb}) is
     * for whoever binds the writer to know.
     *
     * @param writer takes RTCP compounds towards the network, from any thread
     * @return the same writer
     */
    @Override
    public RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        lock.run(() -> {
            if (!closed) {
                delivery.setWriter(writer);
            }
        });
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
        return !options.measureRoundTripTime()
                ? reader
                : (buffer, offset, capacity, attributes) -> {
                    int length = reader.read(buffer, offset, capacity, attributes);
                    if (length > 0 && length <= capacity) {
                        onIncomingRtcp(buffer, offset, length, attributes.arrivalTimeUs());
                    }
                    return length;
                };
    }

    private void onIncomingRtcp(byte[] buffer, int offset, int length, long arrivalUs) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            long timeUs = intake.arrivalUs(arrivalUs, clock.getAsLong(), Attributes.NO_ARRIVAL_TIME);
            roundTripTime.onIncoming(buffer, offset, length, timeUs, options.senderSsrc());
        } finally {
            lock.unlock();
        }
    }

    /** Without one the estimator goes on as it began: one that was measured long ago could be far too short by now. */
    private void onMeasuredRtt(long rttUs) {
        if (!closed) {
            estimate.onRtt(
                    rttUs == RoundTripTime.UNKNOWN ? options.estimatorConfig().initialRttUs() : rttUs,
                    clock.getAsLong());
        }
    }

    /**
     * Shows it a compound that the application side sends, so that it knows when the sender reports in it went out. A chain that an
     * {@link dev.bwe.interceptor.InterceptorRegistry} has built does that by itself.
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
        lock.lock();
        try {
            if (!closed) {
                roundTripTime.onOutgoing(buffer, offset, length, clock.getAsLong());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops observing: readers go on passing packets, nothing is estimated, sent or told any more, and no timer is left. What
     * another thread is just delivering, to the writer or a listener, may still get there.
     */
    @Override
    public void close() {
        if (lock.get(this::end)) {
            onClose.accept(this);
        }
    }

    private boolean end() {
        if (closed) {
            return false;
        }
        closed = true;
        deliveries.close();
        estimate.close();
        return true;
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
        return lock.get(() -> estimator.estimateBps());
    }

    /**
     * Tells which streams the estimate covers.
     *
     * @return their SSRCs in ascending unsigned order
     */
    public int[] ssrcs() {
        return lock.get(() -> estimator.ssrcs().toArray());
    }

    /**
     * Tells the round-trip time that was learnt from RTCP.
     *
     * @return microseconds, a running average; -1 while there is none, or after 15 s without an answer
     */
    public long roundTripTimeUs() {
        return lock.get(() -> roundTripTime.averageUs(clock.getAsLong()));
    }

    /**
     * Tells how the path is being used.
     *
     * @return the congestion state after the last packet
     */
    public BandwidthUsage usage() {
        return lock.get(() -> estimator.usage());
    }

    /**
     * Tells what the rate control does with the estimate.
     *
     * @return its state after the last update
     */
    public RateControlState rateControlState() {
        return lock.get(() -> estimator.rateControlState());
    }

    /**
     * Tells how much comes in, over the last second.
     *
     * @return bit/s of payload and padding of the packets that were fed, or -1 where there is too little to tell
     */
    public long incomingRateBps() {
        return lock.get(() -> estimator.incomingRateBps(clock.getAsLong()));
    }

    /**
     * Tells when the last packet that counts arrived.
     *
     * @return microseconds on the clock of the arrival times; {@link Attributes#NO_ARRIVAL_TIME} before the first
     */
    public long lastArrivalTimeUs() {
        return lock.get(estimate::lastArrivalUs);
    }

    /**
     * Copies everything that goes into the estimate.
     *
     * @return the state
     */
    public EstimatorSnapshot snapshot() {
        return lock.get(() -> estimator.snapshot(clock.getAsLong()));
    }

    /**
     * Tells what was counted so far.
     *
     * @return the figures of one moment
     */
    public BweStatistics statistics() {
        return lock.get(() -> intake.statistics(delivery, roundTripTime.malformedCompounds()));
    }

    /**
     * Takes a round-trip time: the longer it is, the more carefully the estimate changes.
     *
     * @param rttUs microseconds, which are rounded to whole milliseconds as libwebrtc has them; a negative value is ignored
     */
    public void onRtt(long rttUs) {
        lock.run(() -> {
            if (rttUs >= 0 && !closed) {
                estimate.onRtt(rttUs, clock.getAsLong());
            }
        });
    }

    /**
     * Limits what REMBs say from now on, and nothing else. If the remote peer may be sending more, it is told at once.
     *
     * @param bitrateBps the limit in bit/s, 1 or more; {@link Long#MAX_VALUE} lifts it
     * @throws IllegalArgumentException if it is less than 1
     */
    public void setMaxRembBitrateBps(long bitrateBps) {
        BweInterceptorFactory.checkMaxRembBitrate(bitrateBps);
        change(nowUs -> estimate.setMaxRembBitrate(bitrateBps, nowUs));
    }

    /**
     * Sets the least that the estimate and REMBs say from now on.
     *
     * @param bitrateBps bit/s, 1,000 to 1,000,000,000, and not above the maximum
     * @throws IllegalArgumentException if it is out of range
     */
    public void setMinBitrateBps(long bitrateBps) {
        change(nowUs -> estimate.setMinBitrate(bitrateBps, nowUs));
    }

    /**
     * Sets the most that the estimate and REMBs say from now on. If the remote peer may be sending more, it is told at once.
     *
     * @param bitrateBps bit/s, not below the minimum; {@link Long#MAX_VALUE} for no limit
     * @throws IllegalArgumentException if it is out of range
     */
    public void setMaxBitrateBps(long bitrateBps) {
        change(nowUs -> estimate.setMaxBitrate(bitrateBps, nowUs));
    }

    /**
     * Begins anew, as if just made, such as for another path or another remote peer: there is no estimate, no stream was heard of, no
     * round-trip time is known, neither one learnt from RTCP nor one told, and REMBs begin with the next first estimate. What was
     * decided and not yet told is dropped, and listeners are not told of the reset; what another thread is just delivering may still
     * get there. What was bound, set and counted stays: streams, the writer, limits, {@link #statistics()}. After {@link #close()} it
     * does nothing.
     */
    public void reset() {
        lock.run(() -> {
            if (!closed) {
                long nowUs = clock.getAsLong();
                roundTripTime.reset();
                estimate.reset(nowUs);
                deliveries.cancelTimer();
            }
        });
    }

    /** Changes a limit, which may have to be told. */
    private void change(LongConsumer change) {
        lock.run(() -> {
            if (!closed) {
                change.accept(clock.getAsLong());
                if (estimate.outbox().hasPending()) {
                    lock.changed();
                }
            }
        });
    }
}
