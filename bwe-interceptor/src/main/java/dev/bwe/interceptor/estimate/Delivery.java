package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.RtcpWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners and the remote peer what was decided. Used by one thread at a time, with no lock held. Whatever they throw, errors
 * included, stays here: it must not keep REMBs and timers from going on.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(BweInterceptor.class);
    private static final long DO_NOT_ASK = 0;

    private final String peerConnectionId;
    private final BweOptions options;
    private final PeerLock lock;
    private final BweCounters counters;
    private final RoundTripTime roundTripTime;
    private final RembTransmitter transmitter;
    private volatile RtcpWriter writer;

    /**
     * @param lock guards counters and round-trip time
     */
    Delivery(
            String peerConnectionId,
            BweOptions options,
            PeerLock lock,
            BweCounters counters,
            RoundTripTime roundTripTime) {
        this.peerConnectionId = peerConnectionId;
        this.options = options;
        this.lock = lock;
        this.counters = counters;
        this.roundTripTime = roundTripTime;
        transmitter = new RembTransmitter(options.senderSsrc(), options.reducedSize());
    }

    /** Sets where REMBs go; null for nowhere. */
    void writer(RtcpWriter newWriter) {
        writer = newWriter;
    }

    void deliver(Outbox.Parcel parcel) {
        tellProbe(parcel.probe());
        tellUsageChange(parcel.usageChange());
        tellEstimate(parcel.estimate());
        sendRemb(parcel.remb());
    }

    private void tellProbe(Update probe) {
        if (!probe.isPresent()) {
            return;
        }
        try {
            options.estimateListener().onProbe(peerConnectionId, probe.nowUs(), probe.bitrateBps());
        } catch (Throwable e) {
            onListenerFailure(e);
        }
    }

    private void tellUsageChange(UsageChange change) {
        if (!change.isPresent()) {
            return;
        }
        try {
            options.estimateListener().onUsageChange(peerConnectionId, change.nowUs(), change.before(), change.usage());
        } catch (Throwable e) {
            onListenerFailure(e);
        }
    }

    private void tellEstimate(Update estimate) {
        if (!estimate.isPresent()) {
            return;
        }
        try {
            options.estimateListener()
                    .onEstimate(peerConnectionId, estimate.nowUs(), estimate.bitrateBps(), estimate.usage(), estimate);
        } catch (Throwable e) {
            onListenerFailure(e);
        }
    }

    private void onListenerFailure(Throwable e) {
        LOG.warn("{}: a listener failed", peerConnectionId, e);
    }

    private void sendRemb(Update remb) {
        if (!remb.isPresent()) {
            return;
        }
        RtcpWriter current = writer;
        boolean sent;
        try {
            sent = current != null && transmitter.transmit(current, remb.bitrateBps(), remb, referenceTime());
        } catch (Throwable e) {
            onWriteFailure(e);
            return;
        }
        countRemb(sent);
        if (sent && options.rembListener() != null) {
            tellRemb(remb);
        }
    }

    private void countRemb(boolean sent) {
        lock.lock();
        try {
            if (sent) {
                counters.rembsSent++;
            } else {
                counters.rembsDropped++;
            }
        } finally {
            lock.unlock();
        }
    }

    private long referenceTime() {
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

    private void onWriteFailure(Throwable e) {
        long failures = lock.get(() -> ++counters.rembWriteFailures);
        if (failures == 1) {
            LOG.warn(
                    "{}: a REMB could not be written; further failures are counted and logged at debug level",
                    peerConnectionId,
                    e);
        } else {
            LOG.debug("{}: a REMB could not be written, failure {}", peerConnectionId, failures, e);
        }
    }

    private void tellRemb(Update remb) {
        try {
            options.rembListener().onRemb(peerConnectionId, remb.nowUs(), remb.bitrateBps(), remb);
        } catch (Throwable e) {
            onListenerFailure(e);
        }
    }
}
