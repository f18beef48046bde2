package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.rtp.RtpPacket;
import java.util.Map;

/**
 * The figures that a {@link BweInterceptor} has counted since it was made. Packets of streams that it does not observe (audio, by
 * default, and packets of a reader whose stream was unbound) are in none of the counts.
 *
 * @param packetsSeen                         packets of the observed streams, of any kind
 * @param packetsFed                          packets that the estimator was given
 * @param packetsOfOtherStreams               packets of another SSRC than that of the stream that their reader was bound for
 * @param packetsWithoutSendTime              valid packets that did not count because they carry no absolute send time
 * @param packetsWithTransportSequenceNumber  valid packets that were left to transport-wide congestion control
 * @param impossibleArrivalTimes              packets that were fed, and RTCP compounds, whose arrival time
 *                                            ({@link dev.bwe.interceptor.Attributes#arrivalTimeUs()}) could not be true: more than
 *                                            10 ms ahead of the clock, more than 5 s behind it, or more than 100 ms before that of the
 *                                            packet fed before; the time at which they were processed counts instead
 * @param malformedPackets                    packets that are not valid RTP, by reason
 * @param malformedRtcpCompounds              incoming compounds that are partly invalid; the packets before the invalid part count
 * @param rembsSent                           REMBs that the RTCP writer took; one that names many streams counts once
 * @param rembsDropped                        REMBs that an interceptor nearer to the network dropped, or for which no writer was bound
 * @param rembWriteFailures                   REMBs for which the RTCP writer threw an exception
 */
public record BweStatistics(
        long packetsSeen,
        long packetsFed,
        long packetsOfOtherStreams,
        long packetsWithoutSendTime,
        long packetsWithTransportSequenceNumber,
        long impossibleArrivalTimes,
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
