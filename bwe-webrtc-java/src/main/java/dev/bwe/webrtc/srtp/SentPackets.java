package dev.bwe.webrtc.srtp;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What is needed to send a packet of one stream once more: header and authentication tag of the last {@value IndexWindow#SIZE}
 * packets. A sender that repeats a lost packet without RTX changes header extensions in it (the time of sending), and two packets with
 * one index would weaken the key (RFC 7714 section 8.1). With its first header back, a repeated packet becomes the bytes that were
 * sent before, and the tag proves that. Not thread-safe.
 */
final class SentPackets {
    /** Longest header that is kept, in bytes; a packet with a longer one can't be repeated. */
    private static final int MAX_HEADER = 52;

    private static final int TAG_LENGTH = CounterModeCipher.TAG_LENGTH;
    private static final int PLACE = 1 + MAX_HEADER + TAG_LENGTH;

    private final byte[] places = new byte[IndexWindow.SIZE * PLACE];

    /** Keeps header and tag of a packet that has been protected. */
    void keep(long index, byte[] buf, int header, int length) {
        int place = place(index);
        if (header > MAX_HEADER) {
            places[place] = 0;
            return;
        }
        places[place] = (byte) header;
        System.arraycopy(buf, 0, places, place + 1, header);
        System.arraycopy(buf, length - TAG_LENGTH, places, place + 1 + MAX_HEADER, TAG_LENGTH);
    }

    /**
     * Puts the header that the packet with this index had into a packet in the clear.
     *
     * @return false if it is not known or has another length
     */
    boolean restoreHeader(long index, byte[] buf, int header) {
        int place = place(index);
        if (places[place] != header) {
            return false;
        }
        System.arraycopy(places, place + 1, buf, 0, header);
        return true;
    }

    /** Returns true if a protected packet ends with the tag that the packet with this index had. */
    boolean hasTagOf(long index, byte[] buf, int length) {
        int tag = place(index) + 1 + MAX_HEADER;
        return MessageDigest.isEqual(
                Arrays.copyOfRange(places, tag, tag + TAG_LENGTH),
                Arrays.copyOfRange(buf, length - TAG_LENGTH, length));
    }

    private static int place(long index) {
        return (int) (index & IndexWindow.SIZE - 1) * PLACE;
    }
}
