package dev.bwe.interceptor;

import dev.bwe.core.PacketInfo;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.io.IOException;

/** Passes one stream's packets on as they are, and tells the interceptor what it needs to know of each. */
final class ObservingReader implements RtpReader {
    private static final int ABSENT = -1;

    private final RtpReader inner;
    private final BweInterceptor interceptor;
    private final int absSendTimeId;
    private final int transportSequenceNumberId;
    private final int transportSequenceNumber2Id;

    private final RtpPacket packet = new RtpPacket();
    private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    private final PacketInfo packetInfo = new PacketInfo();

    ObservingReader(StreamInfo stream, RtpReader inner, BweInterceptor interceptor) {
        this.inner = inner;
        this.interceptor = interceptor;
        absSendTimeId = stream.headerExtensionId(HeaderExtension.ABS_SEND_TIME);
        transportSequenceNumberId = stream.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER);
        transportSequenceNumber2Id = stream.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER_2);
    }

    @Override
    public int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException {
        int length = inner.read(buffer, offset, capacity, attributes);
        if (length > 0 && length <= capacity) {
            observe(buffer, offset, length, attributes);
        }
        return length;
    }

    private void observe(byte[] buffer, int offset, int length, Attributes attributes) {
        if (!packet.wrap(buffer, offset, length)) {
            interceptor.onMalformedPacket(packet.fault());
            return;
        }
        extensions.wrap(packet);
        if (extensions.find(transportSequenceNumberId) || extensions.find(transportSequenceNumber2Id)) {
            interceptor.onPacketWithTransportSequenceNumber();
            return;
        }
        int absSendTime = extensions.absSendTime(absSendTimeId, ABSENT);
        if (absSendTime == ABSENT) {
            interceptor.onPacketWithoutSendTime();
            return;
        }
        packetInfo.reset()
                .arrivalUs(attributes.arrivalTimeUs())
                .absSendTime(absSendTime)
                .payloadSize(packet.payloadAndPaddingLength())
                .ssrc(packet.ssrc());
        interceptor.onPacket(packetInfo);
    }
}
