package dev.bwe.interceptor.estimate;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Returns one stream's packets unchanged and describes each to the estimator, for which it never waits. */
final class ObservingReader implements RtpReader {
    private static final int ABSENT = -1;
    /** From 32.32 to 6.18 fixed point: drops 14 bits of the fraction; a mask drops all but six bits of the seconds. */
    private static final int CAPTURE_TIME_SHIFT = 14;
    /** Packet slots per reader. Up to this many packets can wait for the lock's holder before one is allocated. */
    private static final int POOLED_PACKETS = 8;

    /**
     * What reading one packet needs. Each thread has one, not each reader: it stays in the processor's cache, whichever session the
     * next packet belongs to, and ten thousand sessions need no memory for it.
     */
    private static final class Scratch {
        private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

        private final Thread owner = Thread.currentThread();
        private final RtpPacket packet = new RtpPacket();
        private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
        private final PacketSlot slot = new PacketSlot();
    }

    private final BoundStream stream;
    private final RtpReader inner;
    private final PeerLock lock;
    private final LongSupplier clock;
    /** The scratch of the thread that read last, usually that of the next read too: looking it up by thread costs some 8 ns. */
    private Scratch scratch = Scratch.OF_THREAD.get();
    /** Null until a packet first finds the lock held. */
    private @Nullable PacketPool pool;

    /**
     * @param clock says when a packet without arrival time arrived, if it has to wait for the lock's holder
     */
    ObservingReader(BoundStream stream, RtpReader inner, PeerLock lock, LongSupplier clock) {
        this.stream = stream;
        this.inner = inner;
        this.lock = lock;
        this.clock = clock;
    }

    @Override
    public int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException {
        int length = inner.read(buffer, offset, capacity, attributes);
        if (length > 0 && length <= capacity) {
            Scratch own = scratch;
            if (own.owner != Thread.currentThread()) {
                own = Scratch.OF_THREAD.get();
                scratch = own;
            }
            PacketSlot slot = own.slot;
            slot.begin(stream, attributes.arrivalTimeUs());
            if (own.packet.wrap(buffer, offset, length)) {
                describe(own);
            } else {
                slot.fault = own.packet.fault();
            }
            if (!lock.tryTake(slot)) {
                leave(slot);
            }
        }
        return length;
    }

    private void describe(Scratch own) {
        StreamExtensions ids = stream.extensions();
        RtpPacket packet = own.packet;
        RtpHeaderExtensions extensions = own.extensions.wrap(packet);
        PacketSlot slot = own.slot;
        slot.hasTransportSequenceNumber =
                extensions.find(ids.transportSequenceNumberId()) || extensions.find(ids.transportSequenceNumber2Id());
        slot.captureTime = ids.captureTime();
        slot.rtpTimestamps = ids.rtpTimestamps();
        PacketInfo info =
                slot.packet.payloadSize(packet.payloadAndPaddingLength()).ssrc(packet.ssrc());
        int sendTime = ids.captureTime()
                ? captureTime(extensions, ids.sendTimeId())
                : extensions.absSendTime(ids.sendTimeId(), ABSENT);
        if (sendTime != ABSENT) {
            info.absSendTime(sendTime);
        }
        if (ids.rtpTimestamps()) {
            info.rtpTimestamp(packet.timestamp())
                    .transmissionOffset(extensions.transmissionOffset(ids.transmissionOffsetId(), 0));
        }
    }

    /** 0 is an ordinary capture time, so finding out that there is none takes two calls. */
    private static int captureTime(RtpHeaderExtensions extensions, int id) {
        long captureTime = extensions.absCaptureTime(id, 0);
        if (captureTime == 0 && extensions.absCaptureTime(id, 1) == 1) {
            return ABSENT;
        }
        return (int) (captureTime >>> CAPTURE_TIME_SHIFT) & PacketInfo.MAX_ABS_SEND_TIME;
    }

    private void leave(PacketSlot slot) {
        if (pool == null) {
            pool = new PacketPool(POOLED_PACKETS);
        }
        PacketSlot waiting = pool.acquire();
        waiting.copy(slot);
        if (waiting.packet.arrivalUs() == Attributes.NO_ARRIVAL_TIME) {
            // It arrived now, not when the lock's holder takes it in.
            waiting.packet.arrivalUs(clock.getAsLong());
        }
        lock.leave(waiting);
    }
}
