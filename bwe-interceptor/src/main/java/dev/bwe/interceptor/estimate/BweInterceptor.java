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
 * Estimates the capacity of the path to one peer connection from the packets that it receives, and sends REMBs to the remote peer. Made
 * by a {@link BweInterceptorFactory}.
 *
 * <p>It observes all remote streams except audio, as libwebrtc does, and passes their packets on unchanged. A packet counts if it
 * carries an absolute send time, or its stream may count by RTP timestamps, and if it carries no transport-wide sequence number:
 * packets with such a number belong to transport-wide congestion control. REMBs are sent and listeners called on the factory's
 * executor.
 *
 * <p>Safe for use by any thread; each reader is used by one thread at a time. Reading waits only for the wrapped reader: a packet that
 * arrives while another thread holds the lock is left to that thread, which takes it in before it unlocks, and every later query
 * includes it. No lock is held while a writer or a listener runs. Source: libwebrtc at 3710345e71ad, receive-side congestion
 * controller ({@code modules/congestion_controller/receive_side_congestion_controller.cc}).
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
     * Observes a stream, unless it is audio and audio is not included. Binding an SSRC again updates the negotiated information, also
     * for readers that exist already.
     *
     * @param info   describes the stream; its header extensions include the id of the send time
     * @param reader returns the stream's packets as they come from the network
     * @return a reader that returns the same packets
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
     * Forgets a stream. Its readers still pass packets on, which no longer count.
     *
     * @param info the information that the stream was last bound with; if it was bound again with other information, this method does
     *             nothing
     */
    @Override
    public void unbindRemoteStream(StreamInfo info) {
        lock.run(() -> estimate.unbind(info, clock.getAsLong()));
    }

    /**
     * Sets the writer for REMBs, in place of an earlier one. It is called on the factory's executor, which all peer connections may
     * share, so it must not block for long. A REMB that it fails to write is counted, and the next one is sent when it is due; the same
     * holds for the first REMB after a writer was bound late. The caller binds a writer only if the remote peer accepts REMBs
     * ({@code a=rtcp-fb:* goog-remb}).
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
     * Measures the round-trip time from the remote peer's reports, unless that is switched off.
     *
     * @param reader returns RTCP compounds as they come from the network
     * @return a reader that returns the same compounds
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

    /** An unknown round-trip time resets the estimator's to its initial value: an old measurement could be far too short by now. */
    private void onMeasuredRtt(long rttUs) {
        if (!closed) {
            estimate.onRtt(
                    rttUs == RoundTripTime.UNKNOWN ? options.estimatorConfig().initialRttUs() : rttUs,
                    clock.getAsLong());
        }
    }

    /**
     * Records when the sender reports in an outgoing compound were sent. A chain that an
     * {@link dev.bwe.interceptor.InterceptorRegistry} has built calls this method itself.
     *
     * @param buffer contains the compound, which is not changed
     * @param offset index of its first byte in the buffer
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
     * Stops observing: readers still pass packets on, but nothing is estimated, sent or delivered to listeners any more, and no timer
     * is left. A delivery that another thread has begun, to the writer or a listener, may still complete.
     */
    @Override
    public void close() {
        if (lock.get(this::stop)) {
            onClose.accept(this);
        }
    }

    private boolean stop() {
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
     * @return the name that the factory was given
     */
    public String peerConnectionId() {
        return peerConnectionId;
    }

    /**
     * Returns the estimate.
     *
     * @return bit/s, within the bounds of the estimate (the limit of REMBs does not apply); the initial value, 0 by default, before
     *         the first estimate, and 0 when all streams are gone
     */
    public long estimateBps() {
        return lock.get(() -> estimator.estimateBps());
    }

    /**
     * Returns the streams that the estimate covers.
     *
     * @return their SSRCs in ascending unsigned order
     */
    public int[] ssrcs() {
        return lock.get(() -> estimator.ssrcs().toArray());
    }

    /**
     * Returns the round-trip time that was measured from RTCP.
     *
     * @return microseconds, a running average; -1 while there is none, or after 15 s without an answer
     */
    public long roundTripTimeUs() {
        return lock.get(() -> roundTripTime.averageUs(clock.getAsLong()));
    }

    /**
     * Returns the congestion state.
     *
     * @return the state after the last packet
     */
    public BandwidthUsage usage() {
        return lock.get(() -> estimator.usage());
    }

    /**
     * Returns the state of the rate control.
     *
     * @return the state after the last update
     */
    public RateControlState rateControlState() {
        return lock.get(() -> estimator.rateControlState());
    }

    /**
     * Returns the incoming rate over the last second.
     *
     * @return bit/s of payload and padding of the packets that were fed, or -1 if there are too few of them
     */
    public long incomingRateBps() {
        return lock.get(() -> estimator.incomingRateBps(clock.getAsLong()));
    }

    /**
     * Returns the arrival time of the last packet that was fed.
     *
     * @return microseconds on the clock of the arrival times; {@link Attributes#NO_ARRIVAL_TIME} before the first
     */
    public long lastArrivalTimeUs() {
        return lock.get(estimate::lastArrivalUs);
    }

    /**
     * Returns a copy of the estimator's state.
     *
     * @return the state
     */
    public EstimatorSnapshot snapshot() {
        return lock.get(() -> estimator.snapshot(clock.getAsLong()));
    }

    /**
     * Returns the counters.
     *
     * @return a consistent copy
     */
    public BweStatistics statistics() {
        return lock.get(() -> intake.statistics(delivery, roundTripTime.malformedCompounds()));
    }

    /**
     * Sets the round-trip time: the longer it is, the more carefully the estimate changes.
     *
     * @param rttUs microseconds, rounded to whole milliseconds as in libwebrtc; a negative value is ignored
     */
    public void onRtt(long rttUs) {
        lock.run(() -> {
            if (rttUs >= 0 && !closed) {
                estimate.onRtt(rttUs, clock.getAsLong());
            }
        });
    }

    /**
     * Limits the bitrate in REMBs, not the estimate. If the last REMB allowed 3 % more or above that, the next one is sent at once.
     *
     * @param bitrateBps the limit in bit/s, 1 or more; {@link Long#MAX_VALUE} lifts it
     * @throws IllegalArgumentException if it is less than 1
     */
    public void setMaxRembBitrateBps(long bitrateBps) {
        BweInterceptorFactory.checkMaxRembBitrate(bitrateBps);
        change(nowUs -> estimate.setMaxRembBitrate(bitrateBps, nowUs));
    }

    /**
     * Sets the lower bound of the estimate and of REMBs.
     *
     * @param bitrateBps bit/s, 1,000 to 1,000,000,000, and not above the maximum
     * @throws IllegalArgumentException if it is out of range
     */
    public void setMinBitrateBps(long bitrateBps) {
        change(nowUs -> estimate.setMinBitrate(bitrateBps, nowUs));
    }

    /**
     * Sets the upper bound of the estimate and of REMBs. If the last REMB allowed 3 % more or above that, the next one is sent at once.
     *
     * @param bitrateBps bit/s, not below the minimum; {@link Long#MAX_VALUE} for no limit
     * @throws IllegalArgumentException if it is out of range
     */
    public void setMaxBitrateBps(long bitrateBps) {
        change(nowUs -> estimate.setMaxBitrate(bitrateBps, nowUs));
    }

    /**
     * Returns to the initial state, for example for another path or another remote peer: no estimate, no known stream, no round-trip
     * time, whether measured or set, and REMBs start again with the first estimate. Decisions that were not delivered yet are dropped,
     * and listeners are not called for the reset; a delivery that another thread has begun may still complete. Bindings, settings and
     * counters stay: streams, the writer, limits, {@link #statistics()}. After {@link #close()} this method does nothing.
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

    /** Changes a limit, which may require a REMB. */
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
