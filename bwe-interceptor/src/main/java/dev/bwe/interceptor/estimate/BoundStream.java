package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.StreamInfo;

/**
 * A remote stream between bind and unbind. Its readers look up the extension ids here, so a renegotiation also applies to readers that
 * exist already. Guarded by the interceptor's lock, except the ids.
 */
final class BoundStream {
    private final int ssrc;
    private StreamInfo info;
    private volatile StreamExtensions extensions;
    private boolean bound = true;
    private boolean live;
    private long lastPacketUs;

    BoundStream(StreamInfo info, StreamExtensions extensions) {
        this.ssrc = info.ssrc();
        update(info, extensions);
    }

    void update(StreamInfo newInfo, StreamExtensions newExtensions) {
        info = newInfo;
        extensions = newExtensions;
    }

    int ssrc() {
        return ssrc;
    }

    StreamInfo info() {
        return info;
    }

    StreamExtensions extensions() {
        return extensions;
    }

    boolean isBound() {
        return bound;
    }

    void unbind() {
        bound = false;
        live = false;
    }

    /** Returns true if a packet of the stream was fed within the timeout. */
    boolean isLive() {
        return live;
    }

    long lastPacketUs() {
        return lastPacketUs;
    }

    void onPacket(long nowUs) {
        live = true;
        lastPacketUs = nowUs;
    }

    void silence() {
        live = false;
    }
}
