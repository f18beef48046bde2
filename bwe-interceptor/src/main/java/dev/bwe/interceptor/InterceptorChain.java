package dev.bwe.interceptor;

import dev.bwe.interceptor.log.FailureLog;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several interceptors as one; the first is nearest to the network. */
final class InterceptorChain implements Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger(InterceptorChain.class);

    private final String peerConnectionId;
    private final List<Interceptor> members;
    private final AtomicBoolean closed = new AtomicBoolean();

    InterceptorChain(String peerConnectionId, List<Interceptor> members) {
        this.peerConnectionId = peerConnectionId;
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

    /** Binds through all members. If one fails, those before it are unbound again, the last first. */
    private <T> T bindStream(T end, BiFunction<Interceptor, T, T> bind, Consumer<Interceptor> unbind) {
        T outermost = end;
        Deque<Interceptor> bound = new ArrayDeque<>();
        for (Interceptor member : members) {
            try {
                outermost = bind.apply(member, outermost);
            } catch (Throwable e) {
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
        if (failure != null) {
            // A checked exception, which Java's compiler does not let through but other languages do.
            throw new UndeclaredThrowableException(failure);
        }
    }

    /** Unbinds each of them, whatever others throw. Returns the first failure, with the later ones suppressed in it, or null. */
    private static @Nullable Throwable unbindEach(
            Iterable<Interceptor> bound, Consumer<Interceptor> unbind, @Nullable Throwable failureBefore) {
        Throwable first = failureBefore;
        for (Interceptor member : bound) {
            try {
                unbind.accept(member);
            } catch (Throwable e) {
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

    private RtcpWriter observed(Interceptor member, RtcpWriter writer) {
        if (!(member instanceof OutgoingRtcpObserver observer)) {
            return writer;
        }
        FailureLog failures = new FailureLog(LOG, peerConnectionId, "an observer of outgoing RTCP");
        return (buffer, offset, length, attributes) -> {
            try {
                observer.onOutgoingRtcp(buffer, offset, length);
            } catch (Throwable e) {
                failures.report(e);
            }
            return writer.write(buffer, offset, length, attributes);
        };
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (int i = members.size() - 1; i >= 0; i--) {
            try {
                members.get(i).close();
            } catch (Throwable e) {
                // One log for each member, so that each one's failure is a warning.
                new FailureLog(LOG, peerConnectionId, "closing an interceptor").report(e);
            }
        }
    }
}
