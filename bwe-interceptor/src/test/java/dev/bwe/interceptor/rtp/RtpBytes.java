package dev.bwe.interceptor.rtp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Builds RTP packets for tests, field by field, without the code under test. */
public final class RtpBytes {
    private int ssrc = 0x1234;
    private int sequenceNumber = 1;
    private int timestamp;
    private int payloadType = 96;
    private boolean marker;
    private int[] csrcs = {};
    private int profile = -1;
    private final ByteArrayOutputStream elements = new ByteArrayOutputStream();
    private int payload = 100;
    private int padding;

    private RtpBytes() {}

    /** Begins a packet of payload type 96 with 100 bytes of payload. */
    public static RtpBytes packet() {
        return new RtpBytes();
    }

    public RtpBytes ssrc(int value) {
        ssrc = value;
        return this;
    }

    public RtpBytes sequenceNumber(int value) {
        sequenceNumber = value;
        return this;
    }

    public RtpBytes timestamp(int value) {
        timestamp = value;
        return this;
    }

    public RtpBytes payloadType(int value) {
        payloadType = value;
        return this;
    }

    public RtpBytes marker() {
        marker = true;
        return this;
    }

    public RtpBytes csrcs(int... values) {
        csrcs = values;
        return this;
    }

    public RtpBytes payload(int bytes) {
        payload = bytes;
        return this;
    }

    public RtpBytes padding(int bytes) {
        padding = bytes;
        return this;
    }

    /** Sets the 16 bits that tell the extension's form, and appends bytes to its elements. */
    public RtpBytes extension(int profileBits, int... bytes) {
        profile = profileBits;
        for (int b : bytes) {
            elements.write(b);
        }
        return this;
    }

    public RtpBytes oneByteElement(int id, int... value) {
        extension(0xBEDE, id << 4 | value.length - 1);
        return extension(0xBEDE, value);
    }

    public RtpBytes absSendTime(int id, int value) {
        return oneByteElement(id, value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF);
    }

    public byte[] build() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x80 | (padding > 0 ? 0x20 : 0) | (profile >= 0 ? 0x10 : 0) | csrcs.length);
        out.write((marker ? 0x80 : 0) | payloadType);
        put16(out, sequenceNumber);
        put32(out, timestamp);
        put32(out, ssrc);
        for (int csrc : csrcs) {
            put32(out, csrc);
        }
        if (profile >= 0) {
            byte[] padded = Arrays.copyOf(elements.toByteArray(), (elements.size() + 3) / 4 * 4);
            put16(out, profile);
            put16(out, padded.length / 4);
            out.writeBytes(padded);
        }
        for (int i = 0; i < payload; i++) {
            out.write(0xA0 + i % 16);
        }
        for (int i = 1; i < padding; i++) {
            out.write(0);
        }
        if (padding > 0) {
            out.write(padding);
        }
        return out.toByteArray();
    }

    private static void put16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static void put32(ByteArrayOutputStream out, int value) {
        put16(out, value >> 16);
        put16(out, value);
    }
}
