package dev.bwe.interceptor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counts what each remote stream brings: packets, bytes, loss, jitter, bitrate. Made by a {@link StreamStatisticsInterceptorFactory}. A
 * stream is counted from bind to unbind. Safe for use by any thread; a packet costs no allocation.
 */
public final class StreamStatisticsInterceptor implements Interceptor {
    private final LongSupplier clock;
    private final Consumer<StreamStatisticsInterceptor> onClose;
    private final Map<Integer, StreamMeter> meters = new ConcurrentHashMap<>();

    StreamStatisticsInterceptor(LongSupplier clock, Consumer<StreamStatisticsInterceptor> onClose) {
        this.clock = clock;
        this.onClose = onClose;
    }

    @Override
    public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        StreamMeter meter = meters.computeIfAbsent(info.ssrc(), ssrc -> new StreamMeter(info));
        return (buffer, offset, capacity, attributes) -> {
            int length = reader.read(buffer, offset, capacity, attributes);
            if (length > 0 && length <= capacity) {
                long arrivalUs = attributes.arrivalTimeUs();
                meter.onPacket(buffer, offset, length, arrivalUs == Attributes.NO_ARRIVAL_TIME ? clock.getAsLong() : arrivalUs);
            }
            return length;
        };
    }

    @Override
    public void unbindRemoteStream(StreamInfo info) {
        meters.remove(info.ssrc());
    }

    /**
     * Tells what was counted of one stream.
     *
     * @param ssrc the stream, an unsigned 32-bit number
     * @return the figures of now, or nothing where the stream is not bound
     */
    public Optional<StreamStatistics> statistics(int ssrc) {
        return Optional.ofNullable(meters.get(ssrc)).map(meter -> meter.toStatistics(clock.getAsLong()));
    }

    /**
     * Tells what was counted of all streams.
     *
     * @return the figures of now, in no particular order
     */
    public List<StreamStatistics> statistics() {
        long nowUs = clock.getAsLong();
        return meters.values().stream().map(meter -> meter.toStatistics(nowUs)).toList();
    }

    @Override
    public void close() {
        meters.clear();
        onClose.accept(this);
    }
}
