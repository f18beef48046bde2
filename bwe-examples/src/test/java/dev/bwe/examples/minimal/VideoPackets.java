package dev.bwe.examples.minimal;

import java.nio.ByteBuffer;

/** RTP packets of one stream with absolute send times, in bursts from which an estimator learns the bandwidth at once. */
final class VideoPackets {
    static final int SSRC = 0x1234;
    static final int SEND_TIME_ID = 3;
    static final int LENGTH = 1000;

    private static final int PACKETS_PER_BURST = 8;
    private static final long BURST_INTERVAL_US = 50_000;
    private static final long PACKET_INTERVAL_US = 2_000;

    private VideoPackets() {}

    /** Writes a packet into a buffer and returns its length. */
    static int write(int number, byte[] buffer, int offset) {
        ByteBuffer packet = ByteBuffer.wrap(buffer, offset, LENGTH);
        packet.put((byte) 0x90).put((byte) 96).putShort((short) number);
        packet.putInt(90 * number).putInt(SSRC);
        packet.putShort((short) 0xBEDE).putShort((short) 1).putInt(SEND_TIME_ID << 28 | 2 << 24 | sendTime(number));
        return LENGTH;
    }

    /** Returns when a packet is sent, in microseconds after the stream's start. */
    static long sentUs(int number) {
        return number / PACKETS_PER_BURST * BURST_INTERVAL_US + number % PACKETS_PER_BURST * PACKET_INTERVAL_US;
    }

    /** Returns a packet's absolute send time, in units of 2^-18 s. */
    static int sendTime(int number) {
        return (int) ((sentUs(number) << 18) / 1_000_000 & 0xFFFFFF);
    }
}
