package dev.bwe.interceptor.estimate;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.io.IOException;

/** Passes one stream's packets on as they are, and tells the estimator what it needs to know of each, without waiting for it. */
final class ObservingReader implements RtpReader {
    private static final int ABSENT = -1;
    /** From 32.32 to 6.18 fixed point: 14 of the fraction's bits fall away, and of the seconds all but six. */
    private static final int CAPTURE_TIME_SHIFT = 14;

    private final BoundStream stream;
    private final RtpReader inner;
    private final PeerLock lock;
    private final PacketInfoPool pool;

    private final RtpPacket packet = new RtpPacket();
    private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();

    /**
     * @param lock through which packets go to the estimator
     * @param pool of this stream, and for this reader alone
     */
    ObservingReader(BoundStream stream, RtpReader inner, PeerLock lock, PacketInfoPool pool) {
        this.stream = stream;
        this.inner = inner;
        this.lock = lock;
        this.pool = pool;
    }

    @Override
    public int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException {
        int length = inner.read(buffer, offset, capacity, attributes);
        if (length > 0 && length <= capacity) {
            PacketInfoPool.Entry entry = pool.acquire();
            entry.packet.arrivalUs(attributes.arrivalTimeUs());
            if (packet.wrap(buffer, offset, length)) {
                describe(entry);
            } else {
                entry.fault = packet.fault();
            }
            lock.offer(entry);
        }
        return length;
    }

    private void describe(PacketInfoPool.Entry entry) {
        StreamExtensions ids = stream.extensions();
        extensions.wrap(packet);
        entry.hasTransportSequenceNumber =
                extensions.find(ids.transportSequenceNumberId()) || extensions.find(ids.transportSequenceNumber2Id());
        entry.captureTime = ids.captureTime();
        entry.rtpTimestamps = ids.rtpTimestamps();
        PacketInfo info =
                entry.packet.payloadSize(packet.payloadAndPaddingLength()).ssrc(packet.ssrc());
        int sendTime =
                ids.captureTime() ? captureTime(ids.sendTimeId()) : extensions.absSendTime(ids.sendTimeId(), ABSENT);
        if (sendTime != ABSENT) {
            info.absSendTime(sendTime);
        }
        if (ids.rtpTimestamps()) {
            info.rtpTimestamp(packet.timestamp())
                    .transmissionOffset(extensions.transmissionOffset(ids.transmissionOffsetId(), 0));
        }
    }

    /** 0 is an ordinary value, so it takes two questions to learn that there is none. */
    private int captureTime(int id) {
        long captureTime = extensions.absCaptureTime(id, 0);
        if (captureTime == 0 && extensions.absCaptureTime(id, 1) == 1) {
            return ABSENT;
        }
        return (int) (captureTime >>> CAPTURE_TIME_SHIFT) & PacketInfo.MAX_ABS_SEND_TIME;
    }
}
