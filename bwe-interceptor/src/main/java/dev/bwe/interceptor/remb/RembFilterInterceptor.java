package dev.bwe.interceptor.remb;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.rtp.RembFilter;
import dev.bwe.interceptor.rtp.RembPacket;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the REMB of the application side out of the compounds that it writes, so that the remote sender hears only that of a
 * {@link dev.bwe.interceptor.estimate.BweInterceptor}. Made by a {@link RembFilterInterceptorFactory}.
 *
 * <p>A compound in which nothing else was is dropped. What is behind damaged bytes in a compound stays as it is. Safe for use by any
 * thread.
 */
public final class RembFilterInterceptor implements Interceptor {
    /** What {@link #lastRemovedBitrateBps()} is while no REMB was removed. */
    public static final long NONE_REMOVED = -1;

    private static final Logger LOG = LoggerFactory.getLogger(RembFilterInterceptor.class);

    private final String peerConnectionId;
    private final RemovedRembListener listener;
    private final Consumer<RembFilterInterceptor> onClose;
    private final Consumer<RembPacket> onRemoved = this::onRemoved;
    /** One filter to use again and again; a thread that finds it taken makes another. */
    private final AtomicReference<RembFilter> spareFilter = new AtomicReference<>(new RembFilter());

    private volatile long lastRemovedBitrateBps = NONE_REMOVED;

    RembFilterInterceptor(
            String peerConnectionId, RemovedRembListener listener, Consumer<RembFilterInterceptor> onClose) {
        this.peerConnectionId = peerConnectionId;
        this.listener = listener;
        this.onClose = onClose;
    }

    /**
     * Wraps the writer.
     *
     * @param writer takes RTCP compounds towards the network
     * @return a writer that passes on what is not REMB; it changes compounds in place and returns 0 if nothing was left of one
     */
    @Override
    public RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        return (buffer, offset, length, attributes) -> write(writer, buffer, offset, length, attributes);
    }

    private int write(RtcpWriter writer, byte[] buffer, int offset, int length, Attributes attributes)
            throws IOException {
        RembFilter filter = spareFilter.getAndSet(null);
        if (filter == null) {
            filter = new RembFilter();
        }
        int left = filter.remove(buffer, offset, length, onRemoved);
        spareFilter.set(filter);
        return left == 0 ? 0 : writer.write(buffer, offset, left, attributes);
    }

    private void onRemoved(RembPacket remb) {
        lastRemovedBitrateBps = remb.bitrateBps();
        if (listener == null) {
            return;
        }
        try {
            listener.onRemovedRemb(peerConnectionId, remb);
        } catch (RuntimeException e) {
            LOG.warn("{}: a listener for removed REMB failed", peerConnectionId, e);
        }
    }

    /**
     * Tells what the last REMB said that was removed: the application side's own estimate.
     *
     * @return bit/s, or {@link #NONE_REMOVED}
     */
    public long lastRemovedBitrateBps() {
        return lastRemovedBitrateBps;
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
