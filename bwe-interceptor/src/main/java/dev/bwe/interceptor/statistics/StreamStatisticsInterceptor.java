package dev.bwe.interceptor.statistics;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts packets, bytes, loss, jitter and bitrate of each remote stream. Made by a {@link StreamStatisticsInterceptorFactory}.
 *
 * <p>A stream is counted from bind to unbind. Binding it again keeps the counts. Safe for use by any thread, each reader by one thread at
 * a time. A packet costs one reading of the clock and no allocation.
 */
public final class StreamStatisticsInterceptor implements Interceptor {
    private final LongSupplier clock;
    private final Consumer<StreamStatisticsInterceptor> onClose;
    /** Guards the fields below. Packets do not take it. */
    private final Object lock = new Object();

    private final Map<Integer, StreamMeter> meters = new HashMap<>();
    private boolean closed;

    StreamStatisticsInterceptor(LongSupplier clock, Consumer<StreamStatisticsInterceptor> onClose) {
        this.clock = clock;
        this.onClose = onClose;
    }

    /**
     * Counts a stream. Binding an SSRC again, after a renegotiation, keeps the counts; a new clock rate holds from then on, and one of 0
     * keeps the old rate. Once the interceptor is closed, nothing is counted.
     *
     * @param info   describes the stream
     * @param reader reads the stream's packets as they come from the network; those of other SSRCs are counted as
     *               {@link StreamStatistics#foreign() foreign}
     * @return a reader that passes on the same packets
     */
    @Override
    public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        StreamMeter meter = bind(info);
        return meter == null
                ? reader
                : (buffer, offset, capacity, attributes) -> {
                    int length = reader.read(buffer, offset, capacity, attributes);
                    if (length > 0 && length <= capacity) {
                        long clockUs = clock.getAsLong();
                        long stampUs = attributes.arrivalTimeUs();
                        long arrivalUs = stampUs == Attributes.NO_ARRIVAL_TIME ? clockUs : stampUs;
                        meter.onPacket(buffer, offset, length, arrivalUs, clockUs);
                    }
                    return length;
                };
    }

    /** Returns the stream's meter, or null once the interceptor is closed. */
    private @Nullable StreamMeter bind(StreamInfo info) {
        synchronized (lock) {
            if (closed) {
                return null;
            }
            StreamMeter meter = meters.computeIfAbsent(info.ssrc(), StreamMeter::new);
            meter.bind(info);
            return meter;
        }
    }

    /**
     * Removes a stream. Its readers go on passing packets on, which are no longer counted.
     *
     * @param info the information that the stream was last bound with; the call is ignored if it was bound with other information
     */
    @Override
    public void unbindRemoteStream(StreamInfo info) {
        synchronized (lock) {
            StreamMeter meter = meters.get(info.ssrc());
            if (meter != null && meter.info().equals(info)) {
                meters.remove(info.ssrc());
            }
        }
    }

    /**
     * Returns the figures of one stream.
     *
     * @param ssrc the stream, an unsigned 32-bit number
     * @return the current figures; empty if the stream is not bound
     */
    public Optional<StreamStatistics> statistics(int ssrc) {
        StreamMeter meter;
        synchronized (lock) {
            meter = meters.get(ssrc);
        }
        return meter == null ? Optional.empty() : Optional.of(meter.toStatistics(clock.getAsLong()));
    }

    /**
     * Returns the figures of all streams.
     *
     * @return the current figures, in no particular order
     */
    public List<StreamStatistics> statistics() {
        List<StreamMeter> all;
        synchronized (lock) {
            all = List.copyOf(meters.values());
        }
        long nowUs = clock.getAsLong();
        return all.stream().map(meter -> meter.toStatistics(nowUs)).toList();
    }

    /** Removes all streams. Readers go on passing packets on, which are no longer counted. Idempotent. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            meters.clear();
        }
        onClose.accept(this);
    }
}
