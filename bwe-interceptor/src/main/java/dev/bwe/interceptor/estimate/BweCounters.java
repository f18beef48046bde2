package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.rtp.RtpPacket.Fault;
import java.util.EnumMap;
import java.util.Map;

/** The figures behind {@link BweStatistics}. Guarded by the interceptor's lock. */
final class BweCounters {
    long packetsSeen;
    long packetsFed;
    long packetsOfOtherStreams;
    long packetsWithoutSendTime;
    long packetsWithTransportSequenceNumber;
    long rembsSent;
    long rembsDropped;
    long rembWriteFailures;
    private final long[] malformed = new long[Fault.values().length];

    void malformed(Fault fault) {
        malformed[fault.ordinal()]++;
    }

    BweStatistics toStatistics(long malformedRtcpCompounds) {
        Map<Fault, Long> byFault = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            if (fault != Fault.NONE) {
                byFault.put(fault, malformed[fault.ordinal()]);
            }
        }
        return new BweStatistics(
                packetsSeen,
                packetsFed,
                packetsOfOtherStreams,
                packetsWithoutSendTime,
                packetsWithTransportSequenceNumber,
                byFault,
                malformedRtcpCompounds,
                rembsSent,
                rembsDropped,
                rembWriteFailures);
    }
}
