package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy of the package documentation, for whatever type of failure. */
public class ErrorsTest {
    private static final StreamInfo STREAM = StreamInfo.of(7, "video/VP8", 90_000);

    private final List<String> log = new ArrayList<>();

    /** Returns an exception, errors, and a checked exception that nobody declares. */
    public static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("on purpose"),
                new NoClassDefFoundError("on purpose"),
                new AssertionError("on purpose"),
                new StackOverflowError("on purpose"),
                new InternalError("on purpose"),
                new IOException("on purpose"));
    }

    /** Throws anything, as languages without checked exceptions do. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <T extends Throwable, R> R fail(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Fails wherever it is called, but for binding where it is told so. */
    private final class Failing implements Interceptor, OutgoingRtcpObserver {
        private final Throwable failure;
        private final boolean bindsStreams;

        Failing(Throwable failure, boolean bindsStreams) {
            this.failure = failure;
            this.bindsStreams = bindsStreams;
        }

        @Override
        public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
            return bindsStreams ? reader : ErrorsTest.<RuntimeException, RtpReader>fail(failure);
        }

        @Override
        public void unbindRemoteStream(StreamInfo info) {
            log.add("failing unbinds");
            ErrorsTest.<RuntimeException, Void>fail(failure);
        }

        @Override
        public void onOutgoingRtcp(byte[] buffer, int offset, int length) {
            log.add("failing observes");
            ErrorsTest.<RuntimeException, Void>fail(failure);
        }

        @Override
        public void close() {
            log.add("failing closes");
            ErrorsTest.<RuntimeException, Void>fail(failure);
        }
    }

    private final class Noting implements Interceptor {
        @Override
        public void unbindRemoteStream(StreamInfo info) {
            log.add("noting unbinds");
        }

        @Override
        public void close() {
            log.add("noting closes");
        }
    }

    private Interceptor chain(Throwable failure, boolean bindsStreams) {
        return InterceptorRegistry.of(id -> new Noting(), id -> new Failing(failure, bindsStreams), id -> new Noting())
                .newInterceptor("pc");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void closingAChainClosesEveryMemberOnceAndThrowsNothing(Throwable failure) {
        Interceptor chain = chain(failure, true);
        assertDoesNotThrow(chain::close);
        assertDoesNotThrow(chain::close);
        assertEquals(List.of("noting closes", "failing closes", "noting closes"), log);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFactoryThatFailsClosesTheMembersMadeBefore(Throwable failure) {
        InterceptorRegistry registry = InterceptorRegistry.of(
                id -> new Noting(),
                id -> new Failing(new AssertionError("on closing"), true),
                id -> ErrorsTest.<RuntimeException, Interceptor>fail(failure));
        assertSame(failure, assertThrows(Throwable.class, () -> registry.newInterceptor("pc")));
        assertEquals(List.of("failing closes", "noting closes"), log);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aMemberThatFailsToBindAStreamLeavesItUnboundAtTheOthers(Throwable failure) {
        Interceptor chain = chain(failure, false);
        RtpReader reader = (buffer, offset, capacity, attributes) -> 0;
        assertSame(failure, assertThrows(Throwable.class, () -> chain.bindRemoteStream(STREAM, reader)));
        assertEquals(List.of("noting unbinds"), log);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aMemberThatFailsToUnbindAStreamKeepsItFromNoOther(Throwable failure) {
        Interceptor chain = chain(failure, true);
        Throwable thrown = assertThrows(Throwable.class, () -> chain.unbindRemoteStream(STREAM));
        assertSame(failure, thrown instanceof UndeclaredThrowableException ? thrown.getCause() : thrown);
        assertEquals(List.of("noting unbinds", "failing unbinds", "noting unbinds"), log);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anObserverOfOutgoingRtcpThatFailsStopsNoCompound(Throwable failure) throws IOException {
        RtcpWriter writer = chain(failure, true).bindRtcpWriter((buffer, offset, length, attributes) -> length);
        assertEquals(8, writer.write(new byte[8], 0, 8, new Attributes()));
        assertEquals(8, writer.write(new byte[8], 0, 8, new Attributes()));
        assertEquals(List.of("failing observes", "failing observes"), log);
    }

    @Test
    void aWriterThatFailsReachesTheCaller() {
        IOException failure = new IOException("on purpose");
        RtcpWriter writer = InterceptorRegistry.of(id -> new Noting())
                .newInterceptor("pc")
                .bindRtcpWriter((buffer, offset, length, attributes) -> {
                    throw failure;
                });
        assertSame(failure, assertThrows(IOException.class, () -> writer.write(new byte[8], 0, 8, new Attributes())));
    }
}
