package dev.bwe.interceptor;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several interceptors as one: the first is nearest to the network. */
final class InterceptorChain implements Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger(InterceptorChain.class);

    private final List<Interceptor> members;

    InterceptorChain(List<Interceptor> members) {
        this.members = List.copyOf(members);
    }

    @Override
    public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
        RtpReader outermost = reader;
        for (Interceptor member : members) {
            outermost = member.bindRemoteStream(info, outermost);
        }
        return outermost;
    }

    @Override
    public void unbindRemoteStream(StreamInfo info) {
        members.forEach(member -> member.unbindRemoteStream(info));
    }

    @Override
    public RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
        RtpWriter outermost = writer;
        for (Interceptor member : members) {
            outermost = member.bindLocalStream(info, outermost);
        }
        return outermost;
    }

    @Override
    public void unbindLocalStream(StreamInfo info) {
        members.forEach(member -> member.unbindLocalStream(info));
    }

    @Override
    public RtcpReader bindRtcpReader(RtcpReader reader) {
        RtcpReader outermost = reader;
        for (Interceptor member : members) {
            outermost = member.bindRtcpReader(outermost);
        }
        return outermost;
    }

    @Override
    public RtcpWriter bindRtcpWriter(RtcpWriter writer) {
        RtcpWriter outermost = writer;
        for (Interceptor member : members) {
            outermost = observed(member, member.bindRtcpWriter(outermost));
        }
        return outermost;
    }

    private static RtcpWriter observed(Interceptor member, RtcpWriter writer) {
        if (!(member instanceof OutgoingRtcpObserver observer)) {
            return writer;
        }
        return (buffer, offset, length, attributes) -> {
            observer.onOutgoingRtcp(buffer, offset, length);
            return writer.write(buffer, offset, length, attributes);
        };
    }

    @Override
    public void close() {
        for (int i = members.size() - 1; i >= 0; i--) {
            try {
                members.get(i).close();
            } catch (RuntimeException e) {
                LOG.warn("an interceptor failed to close", e);
            }
        }
    }
}
