package dev.bwe.webrtc.path;

/** The counters of a media path. Written and read on the I/O thread; {@link #copy} returns a copy that does not change. */
public final class PathCounters {
    public long rtpFromRemote;
    public long rtpToLocal;
    public long rtpFromLocal;
    public long rtpToRemote;
    public long rtcpFromRemote;
    public long rtcpFromLocal;
    public long rtcpToRemote;
    public long rtcpLost;
    public long dataFromRemote;
    public long dataFromLocal;
    public long droppedUnknownSource;
    public long droppedMalformed;
    public long droppedUnprotect;
    public long droppedEarly;
    public long droppedByChain;
    public long sendFailures;
    public long interceptorFailures;
    public long rtpPastChain;
    public long candidatesDropped;
    public long socketsRefused;
    public int remoteStreams;
    public int localStreams;

    PathCounters copy(long rtpPastChain, int remoteStreams, int localStreams) {
        PathCounters copy = new PathCounters();
        copy.rtpFromRemote = rtpFromRemote;
        copy.rtpToLocal = rtpToLocal;
        copy.rtpFromLocal = rtpFromLocal;
        copy.rtpToRemote = rtpToRemote;
        copy.rtcpFromRemote = rtcpFromRemote;
        copy.rtcpFromLocal = rtcpFromLocal;
        copy.rtcpToRemote = rtcpToRemote;
        copy.rtcpLost = rtcpLost;
        copy.dataFromRemote = dataFromRemote;
        copy.dataFromLocal = dataFromLocal;
        copy.droppedUnknownSource = droppedUnknownSource;
        copy.droppedMalformed = droppedMalformed;
        copy.droppedUnprotect = droppedUnprotect;
        copy.droppedEarly = droppedEarly;
        copy.droppedByChain = droppedByChain;
        copy.sendFailures = sendFailures;
        copy.interceptorFailures = interceptorFailures;
        copy.rtpPastChain = rtpPastChain;
        copy.remoteStreams = remoteStreams;
        copy.localStreams = localStreams;
        return copy;
    }
}
