package dev.bwe.interceptor.estimate;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Lends what is told to the estimator of one stream's packets, so that they cost no allocation. Bounded, and never waits: it allocates
 * only when nothing is left to lend, and what was lent beyond the bound is left to the garbage collector.
 *
 * <p>Confined, so that a packet costs no atomic operation here: only the stream's reader, one thread at a time, lends, and only who
 * holds the interceptor's lock releases. Between the two a packet may go from one thread to another.
 */
final class PacketInfoPool {
    private static final VarHandle LENT;

    static {
        try {
            LENT = MethodHandles.lookup().findVarHandle(Entry.class, "lent", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What is told of one packet, and whether it counts. */
    static final class Entry {
        final PacketInfo packet = new PacketInfo();
        final BoundStream stream;
        /** Why it is no RTP packet. */
        Fault fault = Fault.NONE;

        boolean hasTransportSequenceNumber;
        /** Whether its send time is its capture time. */
        boolean captureTime;
        /** Whether it counts without a send time. */
        boolean rtpTimestamps;
        /** The one behind it, of those that are left with the holder of the lock. */
        Entry next;

        private boolean lent;

        private Entry(BoundStream stream) {
            this.stream = stream;
        }

        private void reset() {
            packet.reset();
            // References are stored only where they differ: some garbage collectors do bookkeeping for each.
            if (fault != Fault.NONE) {
                fault = Fault.NONE;
            }
            hasTransportSequenceNumber = false;
            captureTime = false;
            rtpTimestamps = false;
        }
    }

    private final BoundStream stream;
    /** Mostly the only one that is ever lent. */
    private final Entry first;
    /** The others; made when they are first lent. */
    private final Entry[] entries;

    /**
     * @param stream   whose packets they are
     * @param capacity how many entries to keep at most, 1 or more
     */
    PacketInfoPool(BoundStream stream, int capacity) {
        this.stream = stream;
        first = new Entry(stream);
        entries = new Entry[capacity - 1];
    }

    /** Lends an entry that is as if new. */
    Entry acquire() {
        if (!(boolean) LENT.getAcquire(first)) {
            first.lent = true;
            return first;
        }
        return acquireAnother();
    }

    private Entry acquireAnother() {
        for (int i = 0; i < entries.length; i++) {
            Entry entry = entries[i];
            if (entry == null) {
                entry = new Entry(stream);
                entries[i] = entry;
            }
            if (!(boolean) LENT.getAcquire(entry)) {
                entry.lent = true;
                return entry;
            }
        }
        Entry beyond = new Entry(stream);
        beyond.lent = true;
        return beyond;
    }

    /**
     * Takes an entry back and resets it.
     *
     * @throws IllegalStateException if it is not lent: someone may be using it already
     */
    static void release(Entry entry) {
        if (!entry.lent) {
            throw new IllegalStateException("a packet was released twice");
        }
        entry.reset();
        LENT.setRelease(entry, false);
    }

    /** How many entries it could lend without allocating. */
    int available() {
        int available = (boolean) LENT.getAcquire(first) ? 0 : 1;
        for (Entry entry : entries) {
            available += entry != null && !(boolean) LENT.getAcquire(entry) ? 1 : 0;
        }
        return available;
    }
}
