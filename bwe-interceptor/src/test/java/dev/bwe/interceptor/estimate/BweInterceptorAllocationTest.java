package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BweInterceptorAllocationTest {
    private static final int PACKETS = 100_000;
    private static final int ROUNDS = 5;

    private long nowUs;
    private long rembs;
    private final ManualScheduler scheduler = new ManualScheduler();

    @Test
    void aPacketCostsNoAllocationNorDoesARemb() throws IOException {
        long[] told = new long[1];
        BweInterceptor interceptor = Call.likeLibwebrtc()
                .clock(() -> nowUs)
                .executor(scheduler)
                .estimateListener((id, timeUs, bitrateBps, usage, ssrcs) -> told[0] += bitrateBps)
                .rembListener((id, timeUs, bitrateBps, ssrcs) -> rembs++)
                .build()
                .newInterceptor("pc");
        interceptor.bindRtcpWriter((buffer, offset, length, attributes) -> length);
        RtpReader[] readers = new RtpReader[4];
        for (int i = 0; i < readers.length; i++) {
            byte[] packet = RtpBytes.packet()
                    .ssrc(i)
                    .oneByteElement(1, 9)
                    .absSendTime(3, 0)
                    .payload(1_000)
                    .build();
            readers[i] = interceptor.bindRemoteStream(Call.video(i), (buffer, offset, capacity, attributes) -> {
                System.arraycopy(packet, 0, buffer, offset, packet.length);
                int sendTime = (int) (nowUs % 64_000_000 * 262_144 / 1_000_000);
                buffer[offset + 19] = (byte) (sendTime >> 16);
                buffer[offset + 20] = (byte) (sendTime >> 8);
                buffer[offset + 21] = (byte) sendTime;
                attributes.clear().arrivalTimeUs(nowUs);
                return packet.length;
            });
        }
        byte[] buffer = new byte[1_500];
        Attributes attributes = new Attributes();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        run(readers, buffer, attributes);
        rembs = 0;
        // What a packet or a REMB allocates shows in every round; what the virtual machine does now and then for
        // itself, in some.
        long[] allocated = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(readers, buffer, attributes);
            allocated[round] = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertEquals((1L + ROUNDS) * PACKETS, interceptor.statistics().packetsFed());
        assertTrue(rembs > 100 * ROUNDS, rembs + " REMBs");
        assertEquals(
                0,
                Arrays.stream(allocated).min().orElseThrow(),
                () -> "bytes in rounds of " + PACKETS + " packets: " + Arrays.toString(allocated));
    }

    private void run(RtpReader[] readers, byte[] buffer, Attributes attributes) throws IOException {
        for (int i = 0; i < PACKETS; i++) {
            nowUs += 1_000;
            readers[i & 3].read(buffer, 0, buffer.length, attributes);
        }
    }
}
