package dev.bwe.webrtc.srtp;

import org.jspecify.annotations.Nullable;

/**
 * The packet indices of all SSRCs of one direction. A stream in use has a window. When there are too many, one that has been silent
 * gives its window up and leaves its highest index, so that it continues there if it comes back and neither an old packet nor a key
 * stream is accepted or used again. Memory is bounded: {@value #MAX_ACTIVE} windows, and as many SSRCs beyond
 * those as {@value #MAX_SILENT}.
 *
 * <p>Not thread-safe.
 *
 * @param <W> the window of a stream
 */
final class StreamIndices<W extends IndexWindow> {
    static final int MAX_ACTIVE = 2048;
    /** An SSRC a second for 18 hours. */
    static final int MAX_SILENT = 65_536;

    /** Places that are looked at for a silent stream before any stream will do, so that a packet's cost stays bounded. */
    private static final int PLACES = 64;

    private final SsrcTable<W> active = new SsrcTable<>(MAX_ACTIVE);
    private final SilentStreams silent = new SilentStreams(MAX_SILENT);

    /** Returns the window of a stream in use, or null. */
    W find(int ssrc) {
        return active.get(ssrc);
    }

    /** Returns the highest index of a stream that has no window, or {@link IndexWindow#NONE} if it is new. */
    long highest(int ssrc) {
        return silent.highest(ssrc);
    }

    /** Returns true if a stream without a window can have one; a new stream can't once both tables are full. */
    boolean canAdd(int ssrc) {
        return !active.isFull() || !silent.isFull() || silent.highest(ssrc) != IndexWindow.NONE;
    }

    /**
     * Adds the window of a stream that has none; there must be room.
     *
     * @return the window that its stream had to give up, or null
     */
    @Nullable W add(W window) {
        W silenced = null;
        if (active.isFull()) {
            silenced = active.findNext(PLACES, candidate -> !candidate.wasRecent());
            if (silenced == null) {
                silenced = active.findNext(Integer.MAX_VALUE, candidate -> true);
            }
            if (silenced != null) {
                active.remove(silenced.ssrc());
                silent.put(silenced.ssrc(), silenced.highest());
            }
        }
        active.add(window.ssrc(), window);
        return silenced;
    }

    int size() {
        return active.size();
    }

    int silentSize() {
        return silent.size();
    }
}
