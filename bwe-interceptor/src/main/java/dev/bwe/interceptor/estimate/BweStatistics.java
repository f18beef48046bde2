package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.rtp.RtpPacket;
import java.util.Map;

/**
 * What a {@link BweInterceptor} has counted since it was made. Packets of streams that it does not observe (audio, by default, and what
 * comes through a reader after its stream was unbound) are in none of the counts.
 *
 * @param packetsSeen                         packets of the observed streams, of whatever kind
 * @param packetsFed                          packets that the estimator was given
 * @param packetsOfOtherStreams               packets of another SSRC than the stream that their reader was bound for
 * @param packetsWithoutSendTime              valid packets that did not count for want of an absolute send time
 * @param packetsWithTransportSequenceNumber  valid packets that were left to transport-wide congestion control
 * @param malformedPackets                    packets that are not valid RTP, for each reason
 * @param malformedRtcpCompounds              incoming compounds of which a part is not valid RTCP; what was before it counts
 * @param rembsSent                           REMBs that the RTCP writer took; one that names many streams counts once
 * @param rembsDropped                        REMBs that an interceptor nearer to the network dropped, or for which no writer was bound
 * @param rembWriteFailures                   REMBs for which the RTCP writer threw
 */
public record BweStatistics(
        long packetsSeen,
        long packetsFed,
        long packetsOfOtherStreams,
        long packetsWithoutSendTime,
        long packetsWithTransportSequenceNumber,
        Map<RtpPacket.Fault, Long> malformedPackets,
        long malformedRtcpCompounds,
        long rembsSent,
        long rembsDropped,
        long rembWriteFailures) {

    /** Copies the values. */
    public BweStatistics {
        malformedPackets = Map.copyOf(malformedPackets);
    }
}
