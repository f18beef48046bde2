package dev.bwe.interceptor.estimate;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.SsrcList;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.record.TraceRecording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The remote streams of one peer connection. Guarded by the interceptor's lock. */
final class BoundStreams {
    static final long NEVER = Deadlines.NEVER;

    private final Map<Integer, BoundStream> bySsrc = new HashMap<>();
    /** The same streams, to go through without an iterator. */
    private final List<BoundStream> all = new ArrayList<>();

    private final long timeoutUs;
    private final TraceRecording recording;
    private int withSendTime;

    /**
     * @param recording is told of streams that are forgotten; null for nobody
     */
    BoundStreams(long timeoutUs, TraceRecording recording) {
        this.timeoutUs = timeoutUs;
        this.recording = recording;
    }

    /** Binds a stream; one with the same SSRC that is bound already is told what was negotiated anew. */
    BoundStream bind(StreamInfo info, StreamExtensions extensions) {
        BoundStream stream = bySsrc.get(info.ssrc());
        if (stream == null) {
            stream = new BoundStream(info, extensions);
            bySsrc.put(info.ssrc(), stream);
            all.add(stream);
        } else {
            count(stream, -1);
            stream.update(info, extensions);
        }
        count(stream, 1);
        return stream;
    }

    /** Unbinds a stream, unless it was bound anew meanwhile with something else negotiated; true if it is gone. */
    boolean unbind(StreamInfo info) {
        BoundStream stream = bySsrc.get(info.ssrc());
        if (stream == null || !stream.info().equals(info)) {
            return false;
        }
        bySsrc.remove(info.ssrc());
        all.remove(stream);
        count(stream, -1);
        stream.unbind();
        return true;
    }

    /** Capture times are another clock than send times: they count only while no stream has send times. */
    boolean countsCaptureTime() {
        return withSendTime == 0;
    }

    private void count(BoundStream stream, int change) {
        StreamExtensions extensions = stream.extensions();
        if (extensions.sendTimeId() != 0 && !extensions.captureTime()) {
            withSendTime += change;
        }
    }

    /**
     * Makes the estimator forget streams that have been silent for too long.
     *
     * @return when the next stream may have been, or {@link #NEVER} if none is left
     */
    long expire(long nowUs, BandwidthEstimator estimator) {
        long nextUs = NEVER;
        for (int i = 0; i < all.size(); i++) {
            BoundStream stream = all.get(i);
            if (!stream.isLive()) {
                continue;
            }
            if (nowUs - stream.lastPacketUs() > timeoutUs) {
                stream.silent();
                forget(stream.ssrc(), nowUs, estimator);
            } else {
                // Forgotten are those that have been silent for longer than the timeout.
                nextUs = Math.min(nextUs, stream.lastPacketUs() + timeoutUs + 1);
            }
        }
        return nextUs;
    }

    /** Takes note that the estimator has heard of no stream, or has forgotten them all. */
    void allSilent() {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).silent();
        }
    }

    /** Makes the estimator forget all streams. */
    void forgetAll(long nowUs, BandwidthEstimator estimator) {
        SsrcList left = estimator.ssrcs();
        while (left.size() > 0) {
            forget(left.get(0), nowUs, estimator);
        }
    }

    void forget(int ssrc, long nowUs, BandwidthEstimator estimator) {
        estimator.removeStream(ssrc);
        if (recording != null) {
            recording.remove(ssrc, nowUs);
        }
    }

    void clear() {
        all.forEach(BoundStream::unbind);
        all.clear();
        bySsrc.clear();
        withSendTime = 0;
    }
}
