package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.log.FailureLog;
import dev.bwe.interceptor.log.LogText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls listeners with decisions and sends REMBs to the remote peer. Used by one thread at a time, which does not hold the lock.
 * Everything that listeners and writers throw, errors included, is caught here, so that REMBs and timers go on.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(BweInterceptor.class);
    private static final long DO_NOT_ASK = 0;

    private final String peerConnectionId;
    private final FailureLog listenerFailures;
    private final BweOptions options;
    private final RoundTripTime roundTripTime;
    private final RembTransmitter transmitter;
    private volatile @Nullable RtcpWriter writer;

    /* Guarded by the interceptor's lock. */
    private long rembsSent;
    private long rembsDropped;
    private long rembWriteFailures;

    /**
     * @param roundTripTime guarded by the interceptor's lock
     */
    Delivery(String peerConnectionId, BweOptions options, RoundTripTime roundTripTime) {
        this.peerConnectionId = peerConnectionId;
        this.options = options;
        this.roundTripTime = roundTripTime;
        listenerFailures = new FailureLog(LOG, peerConnectionId, "a listener of estimates or REMBs");
        transmitter = new RembTransmitter(options.senderSsrc(), options.reducedSize());
    }

    /** Sets the writer for REMBs; null for none. */
    void setWriter(@Nullable RtcpWriter newWriter) {
        writer = newWriter;
    }

    /**
     * @param lock the interceptor's, which is not held
     */
    void deliver(PeerLock lock, Outbox.Parcel parcel) {
        deliverProbe(parcel.probe());
        deliverUsageChange(parcel.usageChange());
        deliverEstimate(parcel.estimate());
        deliverRemb(lock, parcel.remb());
    }

    private void deliverProbe(@Nullable Update probe) {
        PeerEstimateListener listener = options.estimateListener();
        if (listener == null || probe == null || !probe.isPresent()) {
            return;
        }
        try {
            listener.onProbe(peerConnectionId, probe.nowUs(), probe.bitrateBps());
        } catch (Throwable e) {
            listenerFailures.report(e);
        }
    }

    private void deliverUsageChange(@Nullable UsageChange change) {
        PeerEstimateListener listener = options.estimateListener();
        if (listener == null || change == null || !change.isPresent()) {
            return;
        }
        try {
            listener.onUsageChange(peerConnectionId, change.nowUs(), change.before(), change.usage());
        } catch (Throwable e) {
            listenerFailures.report(e);
        }
    }

    private void deliverEstimate(@Nullable Update estimate) {
        PeerEstimateListener listener = options.estimateListener();
        if (listener == null || estimate == null || !estimate.isPresent()) {
            return;
        }
        try {
            listener.onEstimate(peerConnectionId, estimate.nowUs(), estimate.bitrateBps(), estimate.usage(), estimate);
        } catch (Throwable e) {
            listenerFailures.report(e);
        }
    }

    private void deliverRemb(PeerLock lock, Update remb) {
        if (!remb.isPresent()) {
            return;
        }
        RtcpWriter current = writer;
        boolean sent;
        try {
            sent = current != null && transmitter.transmit(current, remb.bitrateBps(), remb, referenceTime(lock));
        } catch (Throwable e) {
            onWriteFailure(lock, e);
            return;
        }
        lock.lock();
        try {
            countRemb(sent);
        } finally {
            lock.unlock();
        }
        RembListener listener = options.rembListener();
        if (sent && listener != null) {
            callRembListener(listener, remb);
        }
    }

    /** Counts a REMB; the caller holds the lock. */
    void countRemb(boolean sent) {
        if (sent) {
            rembsSent++;
        } else {
            rembsDropped++;
        }
    }

    private long referenceTime(PeerLock lock) {
        if (!options.measureRoundTripTime()) {
            return DO_NOT_ASK;
        }
        lock.lock();
        try {
            long nowUs = options.clock().getAsLong();
            return roundTripTime.shouldAsk(nowUs) ? roundTripTime.ask(options.senderSsrc(), nowUs) : DO_NOT_ASK;
        } finally {
            lock.unlock();
        }
    }

    private void onWriteFailure(PeerLock lock, Throwable e) {
        long failures = lock.get(() -> ++rembWriteFailures);
        if (failures == 1) {
            LOG.warn(
                    "{}: a REMB could not be written; further failures are counted and logged at debug level",
                    LogText.of(peerConnectionId),
                    e);
        } else {
            LOG.debug("{}: a REMB could not be written, failure {}", LogText.of(peerConnectionId), failures, e);
        }
    }

    private void callRembListener(RembListener listener, Update remb) {
        try {
            listener.onRemb(peerConnectionId, remb.nowUs(), remb.bitrateBps(), remb);
        } catch (Throwable e) {
            listenerFailures.report(e);
        }
    }

    long rembsSent() {
        return rembsSent;
    }

    long rembsDropped() {
        return rembsDropped;
    }

    long rembWriteFailures() {
        return rembWriteFailures;
    }
}
