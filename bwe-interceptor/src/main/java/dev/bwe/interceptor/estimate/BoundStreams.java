package dev.bwe.interceptor.estimate;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.SsrcList;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.record.TraceRecording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The remote streams of one peer connection. Guarded by the interceptor's lock. */
final class BoundStreams {
    static final long NEVER = PeerEstimate.NEVER;

    private final Map<Integer, BoundStream> bySsrc = new HashMap<>(2);
    /** The same streams, for iteration without allocation. */
    private final List<BoundStream> all = new ArrayList<>(1);

    private final long timeoutUs;
    private final @Nullable TraceRecording recording;
    private int withSendTime;

    /**
     * @param recording records streams that are forgotten; null for no recording
     */
    BoundStreams(long timeoutUs, @Nullable TraceRecording recording) {
        this.timeoutUs = timeoutUs;
        this.recording = recording;
    }

    /** Binds a stream. If one with this SSRC is already bound, it is updated with the newly negotiated information. */
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

    /** Unbinds a stream, unless it has been bound again with other information. Returns true if it was unbound. */
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

    /** Returns true while no stream has send times: capture times come from another clock, and the two are not mixed. */
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
     * Makes the estimator forget streams that have been silent for longer than the timeout.
     *
     * @return when the next stream may have been, in microseconds, or {@link #NEVER} if none is left
     */
    long expire(long nowUs, BandwidthEstimator estimator) {
        long nextUs = NEVER;
        for (int i = 0; i < all.size(); i++) {
            BoundStream stream = all.get(i);
            if (!stream.isLive()) {
                continue;
            }
            if (nowUs - stream.lastPacketUs() > timeoutUs) {
                stream.silence();
                forget(stream.ssrc(), nowUs, estimator);
            } else {
                // A stream is forgotten after more than the timeout, not after exactly that time.
                nextUs = Math.min(nextUs, stream.lastPacketUs() + timeoutUs + 1);
            }
        }
        return nextUs;
    }

    /** Marks all streams as silent: the estimator knows none of them. */
    void silenceAll() {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).silence();
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
            recording.recordRemoval(ssrc, nowUs);
        }
    }

    void clear() {
        all.forEach(BoundStream::unbind);
        all.clear();
        bySsrc.clear();
        withSendTime = 0;
    }
}
