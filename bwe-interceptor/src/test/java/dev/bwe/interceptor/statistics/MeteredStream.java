package dev.bwe.interceptor.statistics;

import dev.bwe.interceptor.Cases;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.util.List;

/** A stream whose packets go straight into a meter, with a clock of its own that the test sets. */
final class MeteredStream {
    static final int PACKET_BYTES = 1_000;
    private static final int SSRC = 5;

    final StreamMeter meter = new StreamMeter(SSRC);

    MeteredStream(int clockRate) {
        meter.bind(StreamInfo.of(SSRC, "video/VP8", clockRate));
    }

    /** Feeds a packet that the interceptor's clock sees when it is stamped. */
    void receive(int sequenceNumber, int timestamp, long arrivalUs) {
        receive(sequenceNumber, timestamp, arrivalUs, arrivalUs);
    }

    void receive(int sequenceNumber, int timestamp, long arrivalUs, long clockUs) {
        byte[] packet = RtpBytes.packet()
                .ssrc(SSRC)
                .sequenceNumber(sequenceNumber & 0xFFFF)
                .timestamp(timestamp)
                .payload(PACKET_BYTES - 12)
                .build();
        meter.onPacket(packet, 0, packet.length, arrivalUs, clockUs);
    }

    void receive(List<Cases.Packet> packets) {
        packets.forEach(packet -> receive(packet.sequenceNumber(), packet.timestamp(), packet.arrivalUs()));
    }

    StreamStatistics at(long clockUs) {
        return meter.toStatistics(clockUs);
    }
}
