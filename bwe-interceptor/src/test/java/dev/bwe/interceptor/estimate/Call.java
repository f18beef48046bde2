package dev.bwe.interceptor.estimate;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One side of a call for tests: its clock is a field, its packets come when told, and what it sends is kept. */
public final class Call {
    public static final int ABS_SEND_TIME_ID = 3;
    private static final String NAME = "-".repeat(32) + "0000";

    public final ManualScheduler scheduler = new ManualScheduler();
    final List<byte[]> written = new ArrayList<>();
    final Attributes attributes = new Attributes();
    final byte[] readBuffer = new byte[2_000];
    private final Map<Integer, RtpReader> readers = new HashMap<>();
    private byte[] nextPacket;

    final BweInterceptorFactory factory;
    public final BweInterceptor interceptor;

    public Call() {
        this(likeLibwebrtc());
    }

    /** REMBs on libwebrtc's terms, so that what is sent follows from the packets alone. */
    public static BweInterceptorFactory.Builder likeLibwebrtc() {
        return BweInterceptorFactory.builder().rembLikeLibwebrtc().measureRoundTripTime(false);
    }

    public Call(BweInterceptorFactory.Builder builder) {
        this(builder, () -> {});
    }

    /**
     * @param whenAsked runs whenever somebody asks what time it is
     */
    public Call(BweInterceptorFactory.Builder builder, Runnable whenAsked) {
        factory = builder.clock(() -> {
                    whenAsked.run();
                    return scheduler.nowUs();
                })
                .executor(scheduler)
                .build();
        interceptor = factory.newInterceptor("pc");
        interceptor.bindRtcpWriter((buffer, offset, length, context) -> {
            written.add(Arrays.copyOfRange(buffer, offset, offset + length));
            return length;
        });
    }

    public long nowUs() {
        return scheduler.nowUs();
    }

    public static StreamInfo video(int ssrc, HeaderExtension... extensions) {
        return StreamInfo.of(ssrc, "video/VP8", 90_000, extensions);
    }

    public static StreamInfo video(int ssrc) {
        return video(ssrc, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, ABS_SEND_TIME_ID));
    }

    public Call bind(StreamInfo info) {
        readers.put(info.ssrc(), interceptor.bindRemoteStream(info, (buffer, offset, capacity, context) -> {
            System.arraycopy(nextPacket, 0, buffer, offset, nextPacket.length);
            return nextPacket.length;
        }));
        return this;
    }

    /** Lets a packet arrive, and returns what the application reads. */
    public byte[] receive(int ssrc, byte[] packet, long arrivalUs, long processedUs) {
        nextPacket = packet;
        scheduler.advanceTo(processedUs);
        attributes.clear().arrivalTimeUs(arrivalUs);
        try {
            int length = readers.get(ssrc).read(readBuffer, 5, readBuffer.length - 5, attributes);
            return Arrays.copyOfRange(readBuffer, 5, 5 + length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] receive(Traffic.Packet packet) {
        return receive(packet.ssrc(), videoBytes(packet, ABS_SEND_TIME_ID), packet.arrivalUs(), packet.nowUs());
    }

    public static byte[] videoBytes(Traffic.Packet packet, int absSendTimeId) {
        return RtpBytes.packet()
                .ssrc(packet.ssrc())
                .absSendTime(absSendTimeId, packet.absSendTime())
                .payload(packet.size())
                .build();
    }

    /** What was written, with {@link #NAME} for the sender's name, which is another one for each interceptor. */
    List<String> writtenHex() {
        return written.stream()
                .map(HexFormat.of()::formatHex)
                .map(Call::withoutName)
                .toList();
    }

    static String withoutName(String hex) {
        return hex.replaceFirst("^(80c90001.{8}81ca0006.{8}0110).{32}0000", "$1" + NAME);
    }

    /** What stands before REMB in a compound. */
    static String begin(int senderSsrc) {
        return String.format("80c90001%08x81ca0006%1$08x0110", senderSsrc) + NAME;
    }
}
