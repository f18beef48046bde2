package dev.bwe.examples.minimal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import dev.bwe.interceptor.rtp.RembPacket;
import dev.bwe.interceptor.rtp.RtcpCompound;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class MediaServerTest {
    /** Enough for many bursts; the stream ends with the first REMB. */
    private static final int MAX_PACKETS = 1_000;

    @Test
    void forwardsAllPacketsAndSendsRembForTheirStream() throws IOException {
        BurstyStack stack = new BurstyStack();

        new MediaServer(stack, BweInterceptorFactory.builder().build()).serve("session", VideoPackets.SSRC);

        assertEquals(stack.received, stack.forwarded);
        assertTrue(stack.bitrateBps > 0, "no REMB after " + stack.received + " packets");
        assertEquals(VideoPackets.SSRC, stack.ssrc);
    }

    /** Yields packets when they are sent, until the first REMB. */
    private static final class BurstyStack implements MediaServer.Stack {
        private final long startUs = MonotonicClock.nowUs();
        private int received;
        private int forwarded;
        private int ssrc;
        private volatile long bitrateBps;

        @Override
        public int receiveRtp(byte[] buffer, int offset, int capacity) {
            if (received == MAX_PACKETS || bitrateBps > 0) {
                return -1;
            }
            while (MonotonicClock.nowUs() - startUs < VideoPackets.sentUs(received)) {
                LockSupport.parkNanos(100_000);
            }
            return VideoPackets.write(received++, buffer, offset);
        }

        @Override
        public int sendRtcp(byte[] buffer, int offset, int length) {
            RtcpCompound compound = new RtcpCompound();
            RembPacket remb = new RembPacket();
            compound.wrap(buffer, offset, length);
            while (compound.next()) {
                if (remb.wrap(compound)) {
                    ssrc = remb.ssrc(0);
                    bitrateBps = remb.bitrateBps();
                }
            }
            return length;
        }

        @Override
        public void forward(byte[] packet, int length) {
            assertEquals(VideoPackets.LENGTH, length);
            forwarded++;
        }
    }
}
