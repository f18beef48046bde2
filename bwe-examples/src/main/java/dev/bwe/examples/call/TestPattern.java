package dev.bwe.examples.call;

import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Pushes a moving gradient with mild noise into a video source at a steady frame rate. Codecs can compress this picture to any rate.
 */
final class TestPattern implements AutoCloseable {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;
    static final int FRAMES_PER_SECOND = 30;
    /** In grey levels, of 255. With more noise encoders fall behind; with less they do not use a good link. */
    private static final int NOISE_AMPLITUDE = 12;
    /** Number of random bytes. Each line of a frame takes its noise from another place among them. */
    private static final int NOISE_LENGTH = 1 << 16;

    private static final int PIXELS_PER_FRAME = 4;

    private final CustomVideoSource source;
    private final byte[] noise = new byte[NOISE_LENGTH];
    private final byte[] row = new byte[WIDTH];
    private final SplittableRandom random;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "test-pattern");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> ticking;
    private int frame;

    /** Starts to push frames into the source. */
    TestPattern(CustomVideoSource source, long seed) {
        this.source = source;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < NOISE_LENGTH; i++) {
            noise[i] = (byte) random.nextInt(-NOISE_AMPLITUDE, NOISE_AMPLITUDE + 1);
        }
        ticking = timer.scheduleAtFixedRate(
                this::push, 0, TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND, TimeUnit.NANOSECONDS);
    }

    private void push() {
        NativeI420Buffer picture = NativeI420Buffer.allocate(WIDTH, HEIGHT);
        int shift = PIXELS_PER_FRAME * frame++;
        ByteBuffer luma = picture.getDataY();
        for (int y = 0; y < HEIGHT; y++) {
            int from = random.nextInt(NOISE_LENGTH - WIDTH);
            for (int x = 0; x < WIDTH; x++) {
                row[x] = (byte) (64 + triangle(x + 2 * y + shift) + noise[from + x]);
            }
            luma.put(y * picture.getStrideY(), row);
        }
        fill(picture.getDataU(), picture.getStrideU(), shift / 2);
        fill(picture.getDataV(), picture.getStrideV(), shift / 3 + 64);
        VideoFrame video = new VideoFrame(picture, System.nanoTime());
        try {
            source.pushFrame(video);
        } finally {
            video.release();
        }
    }

    private void fill(ByteBuffer plane, int stride, int shift) {
        for (int y = 0; y < HEIGHT / 2; y++) {
            for (int x = 0; x < WIDTH / 2; x++) {
                row[x] = (byte) (96 + triangle(x + y + shift) / 2);
            }
            plane.put(y * stride, row, 0, WIDTH / 2);
        }
    }

    /** Returns a triangle wave between 0 and 127 with a period of 256. */
    private static int triangle(int x) {
        int phase = x & 255;
        return phase < 128 ? phase : 255 - phase;
    }

    /** Stops. No frame is pushed after this method has returned. Idempotent. */
    @Override
    public void close() {
        ticking.cancel(false);
        close(timer);
    }

    private static void close(ExecutorService executor) {
        executor.shutdown();
        try {
            executor.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
