package dev.bwe.interceptor.dump;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.RtpWriter;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.log.FailureLog;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes each packet that passes its place in a chain to a listener, for debugging a call. It allocates for each packet. */
final class PacketDumpInterceptor implements Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger(PacketDumpInterceptor.class);

    private final String peerConnectionId;
    private final FailureLog failures;
    private final PacketDumpListener listener;
    private final LongSupplier clock;
    private volatile boolean closed;

    PacketDumpInterceptor(String peerConnectionId, PacketDumpListener listener, LongSupplier clock) {
        this.peerConnectionId = peerConnectionId;
        failures = new FailureLog(LOG, peerConnectionId, "the packet dump listener");
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        PacketLine line = new PacketLine();
        return (buffer, offset, capacity, attributes) -> {
            int length = reader.read(buffer, offset, capacity, attributes);
            if (length > 0 && length <= capacity && !closed) {
                describe(timeOf(attributes), true, line.ofRtp(buffer, offset, length));
            }
            return length;
        };
    }

    @Override
    public RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
        PacketLine line = new PacketLine();
        return (buffer, offset, length, attributes) -> {
            if (!closed) {
                describe(clock.getAsLong(), false, line.ofRtp(buffer, offset, length));
            }
            return writer.write(buffer, offset, length, attributes);
        };
    }

    @Override
    public RtcpReader bindRtcpReader(RtcpReader reader) {
        PacketLine line = new PacketLine();
        return (buffer, offset, capacity, attributes) -> {
            int length = reader.read(buffer, offset, capacity, attributes);
            if (length > 0 && length <= capacity && !closed) {
                long timeUs = timeOf(attributes);
                line.ofRtcp(buffer, offset, length, text -> describe(timeUs, true, text));
            }
            return length;
        };
    }

    @Override
    public RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        return (buffer, offset, length, attributes) -> {
            if (!closed) {
                long timeUs = clock.getAsLong();
                // Several threads may write at once, so each compound has a line of its own.
                new PacketLine().ofRtcp(buffer, offset, length, text -> describe(timeUs, false, text));
            }
            return writer.write(buffer, offset, length, attributes);
        };
    }

    private long timeOf(Attributes attributes) {
        long arrivalUs = attributes.arrivalTimeUs();
        return arrivalUs == Attributes.NO_ARRIVAL_TIME ? clock.getAsLong() : arrivalUs;
    }

    private void describe(long timeUs, boolean incoming, String line) {
        try {
            listener.onPacket(peerConnectionId, timeUs, incoming, line);
        } catch (Throwable e) {
            failures.report(e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
