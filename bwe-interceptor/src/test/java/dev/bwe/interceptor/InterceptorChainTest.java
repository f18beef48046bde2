package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class InterceptorChainTest {
    private static final StreamInfo STREAM = StreamInfo.of(7, "video/VP8", 90_000);

    private final List<String> log = new ArrayList<>();

    /** Notes its name whenever something passes it. */
    private final class Noting implements Interceptor {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
            return (buffer, offset, capacity, attributes) -> {
                int length = reader.read(buffer, offset, capacity, attributes);
                log.add(name);
                return length;
            };
        }

        @Override
        public void unbindRemoteStream(StreamInfo info) {
            log.add(name + " unbinds remote " + info.ssrc());
        }

        @Override
        public RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
            return (buffer, offset, length, attributes) -> {
                log.add(name);
                return writer.write(buffer, offset, length, attributes);
            };
        }

        @Override
        public void unbindLocalStream(StreamInfo info) {
            log.add(name + " unbinds local " + info.ssrc());
        }

        @Override
        public RtcpReader bindRtcpReader(RtcpReader reader) {
            return (buffer, offset, capacity, attributes) -> {
                int length = reader.read(buffer, offset, capacity, attributes);
                log.add(name);
                return length;
            };
        }

        @Override
        public RtcpWriter bindRtcpWriter(RtcpWriter writer) {
            return (buffer, offset, length, attributes) -> {
                log.add(name);
                return writer.write(buffer, offset, length, attributes);
            };
        }

        @Override
        public void close() {
            log.add(name + " closes");
            if (name.startsWith("failing")) {
                throw new IllegalStateException("on purpose");
            }
        }
    }

    private Interceptor chain(String... names) {
        InterceptorRegistry registry = InterceptorRegistry.of();
        for (String name : names) {
            registry = registry.with(id -> new Noting(name));
        }
        return registry.newInterceptor("pc");
    }

    @Test
    void incomingPacketsPassTheFirstMemberFirst() throws IOException {
        Interceptor chain = chain("first", "second");
        assertEquals(5, chain.bindRemoteStream(STREAM, (b, o, c, a) -> 5).read(new byte[9], 0, 9, new Attributes()));
        assertEquals(6, chain.bindRtcpReader((b, o, c, a) -> 6).read(new byte[9], 0, 9, new Attributes()));
        assertEquals(List.of("first", "second", "first", "second"), log);
    }

    @Test
    void outgoingPacketsPassTheFirstMemberLast() throws IOException {
        Interceptor chain = chain("first", "second");
        assertEquals(5, chain.bindLocalStream(STREAM, (b, o, l, a) -> l).write(new byte[9], 0, 5, new Attributes()));
        assertEquals(6, chain.bindRtcpWriter((b, o, l, a) -> l).write(new byte[9], 0, 6, new Attributes()));
        assertEquals(List.of("second", "first", "second", "first"), log);
    }

    @Test
    void unbindingReachesEveryMember() {
        Interceptor chain = chain("first", "second");
        chain.unbindRemoteStream(STREAM);
        chain.unbindLocalStream(STREAM);
        assertEquals(
                List.of(
                        "first unbinds remote 7",
                        "second unbinds remote 7",
                        "first unbinds local 7",
                        "second unbinds local 7"),
                log);
    }

    /** Throws what its name says wherever a stream is bound or unbound. */
    private final class Failing implements Interceptor {
        private final String name;
        private final boolean onUnbind;

        Failing(String name, boolean onUnbind) {
            this.name = name;
            this.onUnbind = onUnbind;
        }

        private void fail(boolean fails) {
            if (fails) {
                throw new IllegalStateException(name);
            }
        }

        @Override
        public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
            fail(!onUnbind);
            return reader;
        }

        @Override
        public RtpWriter bindLocalStream(StreamInfo info, RtpWriter writer) {
            fail(!onUnbind);
            return writer;
        }

        @Override
        public void unbindRemoteStream(StreamInfo info) {
            log.add(name + " is asked");
            fail(onUnbind);
        }

        @Override
        public void unbindLocalStream(StreamInfo info) {
            log.add(name + " is asked");
            fail(onUnbind);
        }
    }

    private static void assertFailsWith(String message, List<String> suppressed, Executable action) {
        IllegalStateException e = assertThrows(IllegalStateException.class, action);
        assertEquals(message, e.getMessage());
        assertEquals(
                suppressed,
                Arrays.stream(e.getSuppressed()).map(Throwable::getMessage).toList());
    }

    @Test
    void membersThatFailToUnbindAStreamKeepItBoundNowhereElse() {
        Interceptor chain = InterceptorRegistry.of(
                        id -> new Failing("one", true),
                        id -> new Noting("second"),
                        id -> new Failing("three", true),
                        id -> new Noting("fourth"))
                .newInterceptor("pc");
        assertFailsWith("one", List.of("three"), () -> chain.unbindRemoteStream(STREAM));
        assertFailsWith("one", List.of("three"), () -> chain.unbindLocalStream(STREAM));
        assertEquals(
                List.of(
                        "one is asked",
                        "second unbinds remote 7",
                        "three is asked",
                        "fourth unbinds remote 7",
                        "one is asked",
                        "second unbinds local 7",
                        "three is asked",
                        "fourth unbinds local 7"),
                log);
    }

    @Test
    void aMemberThatFailsToBindAStreamLeavesItBoundNowhere() {
        Interceptor chain = InterceptorRegistry.of(
                        id -> new Noting("first"),
                        id -> new Failing("two", true),
                        id -> new Failing("three", false),
                        id -> new Noting("fourth"))
                .newInterceptor("pc");
        assertFailsWith("three", List.of("two"), () -> chain.bindRemoteStream(STREAM, (b, o, c, a) -> 0));
        assertFailsWith("three", List.of("two"), () -> chain.bindLocalStream(STREAM, (b, o, l, a) -> 0));
        assertEquals(List.of("two is asked", "first unbinds remote 7", "two is asked", "first unbinds local 7"), log);
    }

    @Test
    void anErrorOfAMemberIsPassedOnAfterTheOthersAreUnbound() {
        Interceptor failing = new Interceptor() {
            @Override
            public RtpReader bindRemoteStream(StreamInfo info, RtpReader reader) {
                throw new AssertionError("on purpose");
            }

            @Override
            public void unbindRemoteStream(StreamInfo info) {
                throw new AssertionError("on purpose");
            }
        };
        Interceptor chain = InterceptorRegistry.of(id -> new Noting("first"), id -> failing, id -> new Noting("third"))
                .newInterceptor("pc");
        assertThrows(AssertionError.class, () -> chain.bindRemoteStream(STREAM, (b, o, c, a) -> 0));
        assertEquals(List.of("first unbinds remote 7"), log);
        log.clear();
        assertThrows(AssertionError.class, () -> chain.unbindRemoteStream(STREAM));
        assertEquals(List.of("first unbinds remote 7", "third unbinds remote 7"), log);
    }

    @Test
    void closesTheMemberNearestToTheApplicationFirst() {
        chain("first", "second", "third").close();
        assertEquals(List.of("third closes", "second closes", "first closes"), log);
    }

    @Test
    void aMemberThatFailsToCloseDoesNotKeepOthersOpen() {
        Interceptor chain = chain("first", "failing", "third");
        assertDoesNotThrow(chain::close);
        assertEquals(List.of("third closes", "failing closes", "first closes"), log);
    }

    @Test
    void membersAreClosedWhenALaterFactoryFails() {
        InterceptorRegistry registry =
                InterceptorRegistry.of(id -> new Noting("first"), id -> new Noting("second"), id -> {
                    throw new IllegalStateException("on purpose");
                });
        assertThrows(IllegalStateException.class, () -> registry.newInterceptor("pc"));
        assertEquals(List.of("second closes", "first closes"), log);
    }

    @Test
    void aFactoryThatMakesNothingIsAnErrorThatNamesIt() {
        InterceptorRegistry registry = InterceptorRegistry.of(id -> new Noting("first"), id -> null);
        NullPointerException e = assertThrows(NullPointerException.class, () -> registry.newInterceptor("pc"));
        assertEquals("factory made no interceptor", e.getMessage());
        assertEquals(List.of("first closes"), log);
    }

    @Test
    void aRegistryStaysAsItIsWhenOneWithMoreIsMade() {
        InterceptorRegistry one = InterceptorRegistry.of(id -> new Noting("first"));
        one.with(id -> new Noting("second"));
        one.newInterceptor("pc").close();
        assertEquals(List.of("first closes"), log);
    }

    @Test
    void withoutMembersEverythingPassesThrough() {
        Interceptor chain = chain();
        RtpReader reader = (b, o, c, a) -> 1;
        RtpWriter writer = (b, o, l, a) -> 1;
        RtcpReader rtcpReader = (b, o, c, a) -> 1;
        RtcpWriter rtcpWriter = (b, o, l, a) -> 1;
        assertSame(reader, chain.bindRemoteStream(STREAM, reader));
        assertSame(writer, chain.bindLocalStream(STREAM, writer));
        assertSame(rtcpReader, chain.bindRtcpReader(rtcpReader));
        assertSame(rtcpWriter, chain.bindRtcpWriter(rtcpWriter));
    }

    @Test
    void everyMemberHearsTheNameOfThePeerConnection() {
        InterceptorRegistry.of(id -> new Noting(id + "/a"), id -> new Noting(id + "/b"))
                .newInterceptor("call-1")
                .close();
        assertEquals(List.of("call-1/b closes", "call-1/a closes"), log);
    }
}
