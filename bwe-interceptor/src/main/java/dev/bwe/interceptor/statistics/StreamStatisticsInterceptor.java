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

/**
 * Counts what each remote stream brings: packets, bytes, loss, jitter, bitrate. Made by a
 * {@link StreamStatisticsInterceptorFactory}.
 *
 * <p>A stream is counted from bind to unbind. Binding it again goes on with what was counted. Safe for use by any thread, each
 * reader by one at a time; a packet costs no allocation.
 */
public final class StreamStatisticsInterceptor implements Interceptor {
    private final LongSupplier clock;
    private final Consumer<StreamStatisticsInterceptor> onClose;
    /** Guards what follows; packets do without it. */
    private final Object lock = new Object();

    private final Map<Integer, StreamMeter> meters = new HashMap<>();
    private boolean closed;

    StreamStatisticsInterceptor(LongSupplier clock, Consumer<StreamStatisticsInterceptor> onClose) {
        this.clock = clock;
        this.onClose = onClose;
    }

    /**
     * Counts a stream. Binding an SSRC again tells what was negotiated anew: the counts stay, and a clock rate that differs holds
     * from then on; one of 0 says nothing, so the one before stays. Once the interceptor is closed, nothing is counted.
     *
     * @param info   what is known of the stream
     * @param reader yields the stream's packets as they come from the network; those of other SSRCs are counted as
     *               {@link StreamStatistics#foreign() foreign}
     * @return a reader that yields the same packets
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

    /** Null once it is closed. */
    private StreamMeter bind(StreamInfo info) {
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
     * Forgets a stream. Its readers go on passing packets on, which count no more.
     *
     * @param info the information that the stream was last bound with; where it has been bound anew with other information,
     *             nothing happens
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
     * Tells what was counted of one stream.
     *
     * @param ssrc the stream, an unsigned 32-bit number
     * @return the figures of now, or nothing where the stream is not bound
     */
    public Optional<StreamStatistics> statistics(int ssrc) {
        StreamMeter meter;
        synchronized (lock) {
            meter = meters.get(ssrc);
        }
        return meter == null ? Optional.empty() : Optional.of(meter.toStatistics(clock.getAsLong()));
    }

    /**
     * Tells what was counted of all streams.
     *
     * @return the figures of now, in no particular order
     */
    public List<StreamStatistics> statistics() {
        List<StreamMeter> all;
        synchronized (lock) {
            all = List.copyOf(meters.values());
        }
        long nowUs = clock.getAsLong();
        return all.stream().map(meter -> meter.toStatistics(nowUs)).toList();
    }

    /** Forgets all streams: readers go on passing packets on, and nothing is counted any more. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            meters.clear();
        }
        onClose.accept(this);
    }
}
