package dev.bwe.webrtc.path;

import dev.bwe.webrtc.MediaPathStatistics;

/** Counts what {@link MediaPathStatistics} tells. Written on the I/O thread; read there too. */
final class PathCounters {
    long rtpFromRemote;
    long rtpToLocal;
    long rtpFromLocal;
    long rtpToRemote;
    long rtcpFromRemote;
    long rtcpFromLocal;
    long rtcpToRemote;
    long rtcpLost;
    long dataFromRemote;
    long dataFromLocal;
    long droppedUnknownSource;
    long droppedMalformed;
    long droppedUnprotect;
    long droppedEarly;
    long droppedByChain;
    long sendFailures;
    long interceptorFailures;

    MediaPathStatistics snapshot(long rtpPastChain, int remoteStreams, int localStreams) {
        return new MediaPathStatistics(rtpFromRemote, rtpToLocal, rtpFromLocal, rtpToRemote, rtcpFromRemote, rtcpFromLocal,
                rtcpToRemote, rtcpLost, dataFromRemote, dataFromLocal, droppedUnknownSource, droppedMalformed, droppedUnprotect,
                droppedEarly, rtpPastChain, droppedByChain, sendFailures, interceptorFailures, remoteStreams, localStreams);
    }
}
