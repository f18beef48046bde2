package dev.bwe.interceptor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
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
        return bindStream(
                reader,
                (member, inner) -> member.bindRemoteStream(info, inner),
                member -> member.unbindRemoteStream(info));
    }

    @Override
    public void unbindRemoteStream(StreamInfo info) {
        unbindAll(member -> member.unbindRemoteStream(info));
    }

    @Override
    public RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
        return bindStream(
                writer,
                (member, inner) -> member.bindLocalStream(info, inner),
                member -> member.unbindLocalStream(info));
    }

    @Override
    public void unbindLocalStream(StreamInfo info) {
        unbindAll(member -> member.unbindLocalStream(info));
    }

    /** Binds through all members; if one fails, those before it are unbound again, the last first. */
    private <T> T bindStream(T end, BiFunction<Interceptor, T, T> bind, Consumer<Interceptor> unbind) {
        T outermost = end;
        Deque<Interceptor> bound = new ArrayDeque<>();
        for (Interceptor member : members) {
            try {
                outermost = bind.apply(member, outermost);
            } catch (RuntimeException | Error e) {
                unbindEach(bound, unbind, e);
                throw e;
            }
            bound.push(member);
        }
        return outermost;
    }

    private void unbindAll(Consumer<Interceptor> unbind) {
        Throwable failure = unbindEach(members, unbind, null);
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Unbinds each of them, whatever others throw. Returns the first failure, with the later ones in it; null for none. */
    private static Throwable unbindEach(
            Iterable<Interceptor> bound, Consumer<Interceptor> unbind, Throwable failureBefore) {
        Throwable first = failureBefore;
        for (Interceptor member : bound) {
            try {
                unbind.accept(member);
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
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
