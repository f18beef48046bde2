package dev.bwe.interceptor.bench;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.MonotonicClock;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.estimate.BweInterceptor;
import dev.bwe.interceptor.estimate.BweInterceptorFactory;
import java.io.IOException;
import java.util.Arrays;

/** An interceptor for each session, all on the shared timer, which notes how late their REMBs are. */
final class InterceptorLoad implements Load {
    private static final long INTERVAL_US = 1_000_000;
    private static final int SEND_TIME_OFFSET = 17;
    private static final byte[] HEADER = {
        (byte) 0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, SSRC, (byte) 0xBE, (byte) 0xDE, 0, 1, 0x32, 0, 0, 0
    };

    private final BweInterceptor[] interceptors;
    private final RtpReader[] readers;
    private final Attributes attributes = new Attributes();
    private final byte[] buffer = new byte[1_500];
    private int packetSendTime;

    private final long[] lastUs;
    private final long[] lateness;
    private int samples;
    private volatile boolean recording;
    /** The one timer thread, which calls the listener. */
    private volatile long timerThreadId = Thread.currentThread().getId();

    /**
     * @param maxSamples how many REMBs are recorded at most
     */
    InterceptorLoad(int sessions, int maxSamples) {
        lastUs = new long[sessions];
        lateness = new long[maxSamples];
        interceptors = new BweInterceptor[sessions];
        readers = new RtpReader[sessions];
        System.arraycopy(HEADER, 0, buffer, 0, HEADER.length);
        BweInterceptorFactory factory = BweInterceptorFactory.builder()
                .measureRoundTripTime(false)
                .rembListener((id, nowUs, bps, ssrcs) -> onRemb(Integer.parseInt(id), nowUs))
                .build();
        StreamInfo stream =
                StreamInfo.of(SSRC, "video/VP8", 90_000, new HeaderExtension(HeaderExtension.ABS_SEND_TIME, 3));
        RtpReader network = this::fill;
        for (int i = 0; i < sessions; i++) {
            interceptors[i] = factory.newInterceptor(Integer.toString(i));
            interceptors[i].bindRtcpWriter((bytes, offset, length, context) -> length);
            readers[i] = interceptors[i].bindRemoteStream(stream, network);
        }
    }

    private int fill(byte[] bytes, int offset, int capacity, Attributes context) {
        bytes[offset + SEND_TIME_OFFSET] = (byte) (packetSendTime >> 16);
        bytes[offset + SEND_TIME_OFFSET + 1] = (byte) (packetSendTime >> 8);
        bytes[offset + SEND_TIME_OFFSET + 2] = (byte) packetSendTime;
        return HEADER.length + PAYLOAD_LENGTH;
    }

    @Override
    public void packet(int session, long nowUs, int sendTime) throws IOException {
        packetSendTime = sendTime;
        readers[session].read(buffer, 0, buffer.length, attributes.clear().arrivalTimeUs(nowUs));
    }

    /** REMBs stand on a grid of the interval: lateness is measured against the grid, not against the REMB before. */
    private void onRemb(int session, long nowUs) {
        timerThreadId = Thread.currentThread().getId();
        long sinceUs = nowUs - lastUs[session];
        if (lastUs[session] == 0 || sinceUs <= INTERVAL_US / 2) {
            lastUs[session] = nowUs;
            return;
        }
        long gridUs = lastUs[session] + Math.max(1, sinceUs / INTERVAL_US) * INTERVAL_US;
        if (recording && samples < lateness.length) {
            lateness[samples++] = Math.max(0, MonotonicClock.nowUs() - gridUs);
        }
        lastUs[session] = gridUs;
    }

    @Override
    public void startRecording() {
        recording = true;
    }

    @Override
    public long otherThreadId() {
        return timerThreadId;
    }

    @Override
    public long[] latenessUs() {
        recording = false;
        long[] sorted = Arrays.copyOf(lateness, samples);
        Arrays.sort(sorted);
        return sorted;
    }

    @Override
    public void close() {
        for (BweInterceptor interceptor : interceptors) {
            interceptor.close();
        }
    }
}
