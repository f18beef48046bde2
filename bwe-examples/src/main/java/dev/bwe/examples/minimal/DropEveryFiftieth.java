package dev.bwe.examples.minimal;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Drops every 50th packet of each incoming stream and reports when the others were sent, in units of 2^-18 s. */
record DropEveryFiftieth(IntConsumer sendTimes) implements Interceptor {
    @Override
    public RtpReader bindRemoteStream(StreamInfo stream, RtpReader network) {
        int sendTimeId = stream.headerExtensionId(HeaderExtension.ABS_SEND_TIME);
        RtpPacket packet = new RtpPacket();
        RtpHeaderExtensions extensions = new RtpHeaderExtensions();
        return new RtpReader() {
            private long packets;

            @Override
            public int read(byte[] buffer, int offset, int capacity, Attributes attributes) throws IOException {
                int length = network.read(buffer, offset, capacity, attributes);
                if (length > 0 && ++packets % 50 == 0) {
                    return 0; // dropped
                }
                if (sendTimeId != 0 && length > 0 && packet.wrap(buffer, offset, length)) {
                    sendTimes.accept(extensions.wrap(packet).absSendTime(sendTimeId, -1)); // -1: without the extension
                }
                return length;
            }
        };
    }
}
