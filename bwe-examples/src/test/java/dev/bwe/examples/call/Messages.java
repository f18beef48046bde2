package dev.bwe.examples.call;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Sends and receives whole messages on a data channel, waiting at most some seconds for what has to happen. */
final class Messages implements AutoCloseable, RTCDataChannelObserver {
    private static final int TIMEOUT_SECONDS = 15;

    private final RTCDataChannel channel;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);

    Messages(RTCDataChannel channel) {
        this.channel = channel;
        channel.registerObserver(this);
        onStateChange();
    }

    static byte[] random(int length, long seed) {
        byte[] message = new byte[length];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < length; i++) {
            message[i] = (byte) random.nextInt();
        }
        return message;
    }

    void send(byte[] message) throws Exception {
        if (!open.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the data channel is " + channel.getState() + " after " + TIMEOUT_SECONDS + " s");
        }
        channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(message), true));
    }

    byte[] next() throws InterruptedException {
        byte[] message = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came within " + TIMEOUT_SECONDS + " s");
        }
        return message;
    }

    @Override
    public void onBufferedAmountChange(long previousAmount) {}

    @Override
    public void onStateChange() {
        if (channel.getState() == RTCDataChannelState.OPEN) {
            open.countDown();
        }
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        byte[] message = new byte[buffer.data.remaining()];
        buffer.data.get(message);
        received.add(message);
    }

    @Override
    public void close() {
        channel.unregisterObserver();
    }
}
