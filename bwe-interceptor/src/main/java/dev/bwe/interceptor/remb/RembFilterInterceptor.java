package dev.bwe.interceptor.remb;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.log.FailureLog;
import dev.bwe.interceptor.rtp.RembFilter;
import dev.bwe.interceptor.rtp.RembPacket;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes REMB packets from the RTCP that the application side sends, so the sender sees only the REMB of a
 * {@link dev.bwe.interceptor.estimate.BweInterceptor}. Made by a {@link RembFilterInterceptorFactory}.
 *
 * <p>A compound that holds nothing but REMB is dropped. Bytes behind a damaged packet stay unchanged. Safe for use by any thread.
 */
public final class RembFilterInterceptor implements Interceptor {
    /** The value of {@link #lastRemovedBitrateBps()} until a REMB has been removed. */
    public static final long NONE_REMOVED = -1;

    private static final Logger LOG = LoggerFactory.getLogger(RembFilterInterceptor.class);

    private final String peerConnectionId;
    private final FailureLog failures;
    private final @Nullable RemovedRembListener listener;
    private final Consumer<RembFilterInterceptor> onClose;
    private final Consumer<RembPacket> onRemoved = this::onRemoved;
    /** A filter that is used again and again; null while a thread uses it, and a second thread then makes another. */
    private final AtomicReference<RembFilter> spareFilter = new AtomicReference<>(new RembFilter());

    private volatile long lastRemovedBitrateBps = NONE_REMOVED;

    RembFilterInterceptor(
            String peerConnectionId, @Nullable RemovedRembListener listener, Consumer<RembFilterInterceptor> onClose) {
        this.peerConnectionId = peerConnectionId;
        failures = new FailureLog(LOG, peerConnectionId, "the listener for removed REMB");
        this.listener = listener;
        this.onClose = onClose;
    }

    /**
     * Wraps the writer.
     *
     * @param writer takes RTCP compounds towards the network
     * @return a writer that passes on everything but REMB; it changes compounds in place and returns 0 if nothing is left of one
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
        } catch (Throwable e) {
            failures.report(e);
        }
    }

    /**
     * Returns the bitrate of the last REMB that was removed, which is the application side's own estimate.
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
