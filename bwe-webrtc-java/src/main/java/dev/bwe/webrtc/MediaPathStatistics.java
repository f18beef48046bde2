package dev.bwe.webrtc;

import dev.bwe.webrtc.path.PathCounters;

/**
 * The traffic of a media path since it was made. Counters start at 0 and only grow.
 *
 * @param rtpFromRemote        RTP packets of the remote peer that verified
 * @param rtpToLocal           RTP packets passed on to the local peer
 * @param rtpFromLocal         RTP packets of the local peer that verified
 * @param rtpToRemote          RTP packets sent to the remote peer
 * @param rtcpFromRemote       RTCP compounds of the remote peer that verified
 * @param rtcpFromLocal        RTCP compounds of the local peer that verified
 * @param rtcpToRemote         RTCP compounds sent to the remote peer, those that interceptors added included
 * @param rtcpLost             RTCP compounds that the path accepted from an interceptor on another thread and then could not send, because
 *                             it was closed meanwhile, the cipher refused or the system did not accept them
 * @param dataFromRemote       DTLS application records of the remote peer (data channels)
 * @param dataFromLocal        DTLS application records of the local peer
 * @param droppedUnknownSource datagrams from addresses that are not part of the call
 * @param droppedMalformed     datagrams that are none of STUN, DTLS and SRTP, are too long, or are STUN that must not pass
 * @param droppedUnprotect     SRTP and SRTCP packets that did not verify or were replayed
 * @param droppedEarly         SRTP packets that came before the keys when too many were already waiting
 * @param rtpPastChain         RTP packets of either peer that verified and that no interceptor has seen: no section or no place was
 *                             known for their stream, or they were malformed and their stream was not bound
 * @param droppedByChain       packets that an interceptor dropped
 * @param sendFailures         datagrams that the system did not accept
 * @param interceptorFailures  calls of interceptors that failed, with an exception or an error; a packet that was in one is lost
 * @param candidatesDropped    candidates of either peer that the path can't carry: TCP, names, destinations that are not allowed, and
 *                             those without a socket
 * @param socketsRefused       addresses that got no socket or lost an unconfirmed one, because there were too many or the system had none
 * @param remoteStreams        remote streams bound now
 * @param localStreams         local streams bound now
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
