package dev.bwe.webrtc;

import dev.bwe.webrtc.path.PathCounters;

/**
 * Counters of a media path. They start from 0 when the path is made.
 *
 * @param rtpFromRemote        RTP packets of the remote peer that verified
 * @param rtpToLocal           RTP packets passed on to the local peer
 * @param rtpFromLocal         RTP packets of the local peer that verified
 * @param rtpToRemote          RTP packets sent to the remote peer
 * @param rtcpFromRemote       RTCP compounds of the remote peer that verified
 * @param rtcpFromLocal        RTCP compounds of the local peer that verified
 * @param rtcpToRemote         RTCP compounds sent to the remote peer, including those that interceptors added
 * @param rtcpLost             RTCP compounds that the path took from an interceptor on another thread and then could not send, because
 *                             it was closed, the cipher refused or the system did not take them
 * @param dataFromRemote       DTLS application records of the remote peer (data channels)
 * @param dataFromLocal        DTLS application records of the local peer
 * @param droppedUnknownSource datagrams from addresses that are not part of the call
 * @param droppedMalformed     datagrams that are not STUN, DTLS or SRTP, are too long, or are STUN that must not pass
 * @param droppedUnprotect     SRTP and SRTCP packets that did not verify or were replayed
 * @param droppedEarly         SRTP packets that came before the keys when the queue was full
 * @param rtpPastChain         RTP packets of either peer that verified and that no interceptor has seen: their stream has no known
 *                             section or no place, or they were malformed and their stream was not bound
 * @param droppedByChain       packets that an interceptor dropped
 * @param sendFailures         datagrams that the system did not take
 * @param interceptorFailures  calls of interceptors that ended with an exception or an error; the packet of such a call is lost
 * @param candidatesDropped    candidates of either peer that the path can't carry: TCP, names, destinations that are not allowed, and
 *                             those without a socket
 * @param socketsRefused       addresses that got no socket or lost an unconfirmed one, because there were too many or the system had none
 * @param remoteStreams        number of remote streams that are bound now
 * @param localStreams         number of local streams that are bound now
 */
public record MediaPathStatistics(
        long rtpFromRemote,
        long rtpToLocal,
        long rtpFromLocal,
        long rtpToRemote,
        long rtcpFromRemote,
        long rtcpFromLocal,
        long rtcpToRemote,
        long rtcpLost,
        long dataFromRemote,
        long dataFromLocal,
        long droppedUnknownSource,
        long droppedMalformed,
        long droppedUnprotect,
        long droppedEarly,
        long rtpPastChain,
        long droppedByChain,
        long sendFailures,
        long interceptorFailures,
        long candidatesDropped,
        long socketsRefused,
        int remoteStreams,
        int localStreams) {

    static MediaPathStatistics of(PathCounters counters) {
        return new MediaPathStatistics(
                counters.rtpFromRemote,
                counters.rtpToLocal,
                counters.rtpFromLocal,
                counters.rtpToRemote,
                counters.rtcpFromRemote,
                counters.rtcpFromLocal,
                counters.rtcpToRemote,
                counters.rtcpLost,
                counters.dataFromRemote,
                counters.dataFromLocal,
                counters.droppedUnknownSource,
                counters.droppedMalformed,
                counters.droppedUnprotect,
                counters.droppedEarly,
                counters.rtpPastChain,
                counters.droppedByChain,
                counters.sendFailures,
                counters.interceptorFailures,
                counters.candidatesDropped,
                counters.socketsRefused,
                counters.remoteStreams,
                counters.localStreams);
    }
}
