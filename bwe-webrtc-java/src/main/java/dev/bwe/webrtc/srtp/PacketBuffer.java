package dev.bwe.webrtc.srtp;

import org.jitsi.utils.ByteArrayBuffer;

/** A view on a packet in the caller's array, in the form in which jitsi-srtp takes packets; reused for every packet. */
final class PacketBuffer implements ByteArrayBuffer {
    private byte[] buffer;
    private int offset;
    private int length;

    PacketBuffer wrap(byte[] array, int off, int len) {
        buffer = array;
        offset = off;
        length = len;
        return this;
    }

    @Override
    public byte[] getBuffer() {
        return buffer;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int len) {
        length = len;
    }

    @Override
    public void setOffset(int off) {
        offset = off;
    }

    @Override
    public boolean isInvalid() {
        return buffer == null;
    }

    @Override
    public void readRegionToBuff(int off, int len, byte[] target) {
        System.arraycopy(buffer, offset + off, target, 0, len);
    }

    /** The array is the caller's: {@link SrtpTransform} checks for room before it starts. */
    @Override
    public void grow(int bytes) {
        if (buffer.length - offset - length < bytes) {
            throw new IllegalStateException("no room for " + bytes + " bytes after the packet");
        }
    }

    @Override
    public void append(byte[] data, int len) {
        System.arraycopy(data, 0, buffer, offset + length, len);
        length += len;
    }

    @Override
    public void shrink(int bytes) {
        length -= bytes;
    }
}
