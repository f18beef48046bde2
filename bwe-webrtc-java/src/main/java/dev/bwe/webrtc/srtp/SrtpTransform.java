package dev.bwe.webrtc.srtp;

import dev.bwe.interceptor.rtp.NetworkOrder;
import dev.bwe.webrtc.net.ProtectedDatagram;
import java.lang.invoke.MethodHandles;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SRTP and SRTCP of one DTLS leg, both directions (RFC 3711, RFC 7714).
 *
 * <p>Unprotecting works in place and returns the new length in bytes, or a negative code for a packet that must be dropped and whose
 * bytes may have changed. Protecting copies the packet into a datagram of the transform's own and returns that, or null. Failures are
 * counted by code, and nothing throws. Confined to one thread, the one that first protects a packet.
 *
 * <p>No key stream is used twice: an RTP index is sent once per SSRC, or again only as the very same bytes, and all SRTCP of a leg
 * shares one index, which only grows. A receiving stream is remembered once a packet of its SSRC has verified, so forged SSRCs cost no
 * memory. Streams that fall silent are reduced to their highest index, see {@link StreamIndices}. A new association has new keys and
 * a new transform.
 */
public final class SrtpTransform implements AutoCloseable {
    /** The tag did not verify: the packet was forged, damaged, or protected with another key. */
    static final int AUTHENTICATION_FAILED = -1;
    /** Received before, or {@value IndexWindow#SIZE} or more packets older than the newest. */
    static final int REPLAYED = -2;
    /** Not RTP or RTCP, too short, or SRTCP that is not encrypted. */
    static final int MALFORMED = -3;
    /** A new SSRC when the tables are full. */
    static final int TOO_MANY_STREAMS = -4;
    /** Too long to be protected. */
    static final int TOO_LONG = -5;
    /** The cipher refused. */
    static final int CIPHER_FAILED = -6;
    /** The index was sent before with other contents, or is too old for that to be known. */
    static final int INDEX_USED = -7;
    /** All indices of the key have been used. */
    static final int EXHAUSTED = -8;
    /** Called on another thread than the one that first protected a packet. */
    static final int WRONG_THREAD = -9;
    /** The transform is closed. */
    static final int CLOSED = -10;

    /** Bytes that protection adds at most: a GCM tag and the SRTCP index. */
    public static final int MAX_EXPANSION = 20;

    /** Streams of each direction that can be in use at once. */
    public static final int MAX_STREAMS = StreamIndices.MAX_ACTIVE;

    private static final Logger LOG = LoggerFactory.getLogger(SrtpTransform.class);
    private static final int RTP_HEADER_LENGTH = 12;
    private static final int RTCP_HEADER_LENGTH = 8;
    private static final int SRTCP_INDEX_LENGTH = 4;
    private static final int SRTCP_ENCRYPTED = 1 << 31;
    private static final long MAX_RTP_INDEX = (1L << 48) - 1;
    private static final int FAILURE_CODES = 10;
    /** Sending streams of which repeats are kept, some 64 KiB each; packets of further ones can't be repeated. */
    private static final int MAX_REPEATING_STREAMS = 64;

    private final PacketCipher rtpSender;
    private final PacketCipher rtcpSender;
    private final PacketCipher rtpReceiver;
    private final PacketCipher rtcpReceiver;
    private final boolean aead;
    private final int tagLength;
    private final Repeats repeats;
    private final StreamIndices<IndexWindow> rtpIn = new StreamIndices<>();
    private final StreamIndices<IndexWindow> rtcpIn = new StreamIndices<>();
    private final StreamIndices<SendWindow> rtpOut = new StreamIndices<>();
    private final ProtectedDatagram.Maker datagram = ProtectedDatagram.maker(MethodHandles.lookup());
    private final long[] failures = new long[FAILURE_CODES + 1];
    private int repeatingStreams;
    private int nextRtcpIndex;
    private boolean closed;

    /** How packets that a sender repeats on its own SSRC, because they were lost and there is no RTX, are treated. */
    public enum Repeats {
        /** Received ones are replays, and none are sent. */
        REFUSED,
        /**
         * Received ones pass, if they verify and are not too old. For a peer on the same host, which repeats what was lost behind the
         * path and not before it.
         */
        RECEIVED,
        /** Sent if they turn out to be the very bytes that were sent before, with the header that they had. */
        SENT
    }

    private static final class SendWindow extends IndexWindow {
        private final @Nullable SentPackets sent;

        private SendWindow(int ssrc, long highest, @Nullable SentPackets sent) {
            super(ssrc, highest);
            this.sent = sent;
        }
    }

    /** Makes the transform of an association, which refuses repeats. */
    public SrtpTransform(SrtpKeys keys) {
        this(keys, Repeats.REFUSED);
    }

    /**
     * Makes the transform of an association.
     *
     * @throws IllegalStateException if the platform lacks a cipher; every Java platform has AES and HMAC-SHA1
     */
    public SrtpTransform(SrtpKeys keys, Repeats repeats) {
        SrtpProfile profile = keys.profile();
        try {
            rtpSender = cipher(profile, keys.sendKey(), keys.sendSalt(), false);
            rtcpSender = cipher(profile, keys.sendKey(), keys.sendSalt(), true);
            rtpReceiver = cipher(profile, keys.receiveKey(), keys.receiveSalt(), false);
            rtcpReceiver = cipher(profile, keys.receiveKey(), keys.receiveSalt(), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no cipher for " + profile, e);
        }
        aead = profile.isAead();
        tagLength = profile.tagLength();
        this.repeats = repeats;
    }

    private static PacketCipher cipher(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, boolean srtcp)
            throws GeneralSecurityException {
        try {
            return PacketCipher.of(profile, masterKey, masterSalt, srtcp);
        } finally {
            Arrays.fill(masterKey, (byte) 0);
            Arrays.fill(masterSalt, (byte) 0);
        }
    }

    /** Turns SRTP into RTP. */
    public int unprotectRtp(byte[] buf, int off, int len) {
        int header = headerLength(buf, off, len - tagLength);
        if (header < 0) {
            return fail(MALFORMED);
        }
        int ssrc = NetworkOrder.int32(buf, off + 8);
        IndexWindow window = rtpIn.find(ssrc);
        long highest = window == null ? rtpIn.highest(ssrc) : window.highest();
        long index = IndexWindow.indexOf(NetworkOrder.uint16(buf, off + 2), highest);
        if (index > MAX_RTP_INDEX) {
            return fail(EXHAUSTED);
        }
        int refusal = refusal(rtpIn, window, ssrc, highest, index, repeats == Repeats.RECEIVED);
        if (refusal < 0) {
            return fail(refusal);
        }
        int clear = open(rtpReceiver, buf, off, header, len, ssrc, index, (int) (index >>> Short.SIZE));
        if (clear >= 0) {
            accept(rtpIn, window, ssrc, highest, index);
        }
        return clear;
    }

    /** Turns SRTCP, a whole compound, into RTCP. */
    public int unprotectRtcp(byte[] buf, int off, int len) {
        if (len < RTCP_HEADER_LENGTH + SRTCP_INDEX_LENGTH + tagLength || !isVersion2(buf[off])) {
            return fail(MALFORMED);
        }
        int word = NetworkOrder.int32(buf, off + len - SRTCP_INDEX_LENGTH - (aead ? 0 : tagLength));
        // WebRTC encrypts all RTCP (RFC 8834 section 13).
        if ((word & SRTCP_ENCRYPTED) == 0) {
            return fail(MALFORMED);
        }
        int ssrc = NetworkOrder.int32(buf, off + 4);
        IndexWindow window = rtcpIn.find(ssrc);
        long highest = window == null ? rtcpIn.highest(ssrc) : window.highest();
        int index = word & ~SRTCP_ENCRYPTED;
        int refusal = refusal(rtcpIn, window, ssrc, highest, index, false);
        if (refusal < 0) {
            return fail(refusal);
        }
        int clear = open(rtcpReceiver, buf, off, RTCP_HEADER_LENGTH, len, ssrc, index, word);
        if (clear >= 0) {
            accept(rtcpIn, window, ssrc, highest, index);
        }
        return clear;
    }

    /**
     * Turns RTP into SRTP. Sequence numbers may come in any order within {@value IndexWindow#SIZE} packets.
     *
     * @return the protected packet, valid until the next call, or null
     */
    public @Nullable ProtectedDatagram protectRtp(byte[] buf, int off, int len) {
        byte[] out = copy(buf, off, len);
        if (out == null) {
            return null;
        }
        int header = headerLength(out, 0, len);
        if (header < 0) {
            refuse(MALFORMED);
            return null;
        }
        int ssrc = NetworkOrder.int32(out, 8);
        SendWindow window = rtpOut.find(ssrc);
        long highest = window == null ? rtpOut.highest(ssrc) : window.highest();
        long index = IndexWindow.indexOf(NetworkOrder.uint16(out, 2), highest);
        if (index > MAX_RTP_INDEX) {
            refuse(EXHAUSTED);
            return null;
        }
        if (window == null) {
            window = addSendWindow(ssrc, highest);
        }
        if (window == null || window.isTooOld(index)) {
            refuse(window == null ? TOO_MANY_STREAMS : INDEX_USED);
            return null;
        }
        return window.contains(index)
                ? repeat(window, out, header, len, ssrc, index)
                : sealFirst(window, out, header, len, ssrc, index);
    }

    /**
     * Turns RTCP, a whole compound, into SRTCP.
     *
     * @return the protected compound, valid until the next call, or null
     */
    public @Nullable ProtectedDatagram protectRtcp(byte[] buf, int off, int len) {
        byte[] out = copy(buf, off, len);
        if (out == null) {
            return null;
        }
        if (len < RTCP_HEADER_LENGTH || !isVersion2(out[0])) {
            refuse(MALFORMED);
            return null;
        }
        if (nextRtcpIndex < 0) {
            refuse(EXHAUSTED);
            return null;
        }
        int index = nextRtcpIndex++;
        int length = seal(
                rtcpSender, out, RTCP_HEADER_LENGTH, len, NetworkOrder.int32(out, 4), index, index | SRTCP_ENCRYPTED);
        return length < 0 ? null : datagram.seal(length);
    }

    /** Erases the session keys; from then on every packet is refused. Idempotent. */
    @Override
    public void close() {
        closed = true;
        rtpSender.destroy();
        rtcpSender.destroy();
        rtpReceiver.destroy();
        rtcpReceiver.destroy();
    }

    /** Returns how many packets were refused with that code, by all four methods together. */
    long failures(int code) {
        return failures[-code];
    }

    /** Returns the number of streams in use, in all tables together. */
    int streams() {
        return rtpIn.size() + rtcpIn.size() + rtpOut.size();
    }

    /** Returns the number of streams of which the highest index alone is known, in all tables together. */
    int silentStreams() {
        return rtpIn.silentSize() + rtcpIn.silentSize() + rtpOut.silentSize();
    }

    /** For tests of what happens when the indices are used up. */
    void skipRtcpIndices(int count) {
        nextRtcpIndex += count;
    }

    /** The index is marked as used before it is, so that no failure of the cipher leads to its use for another packet. */
    private @Nullable ProtectedDatagram sealFirst(
            SendWindow window, byte[] out, int header, int len, int ssrc, long index) {
        window.add(index);
        int length = seal(rtpSender, out, header, len, ssrc, index, (int) (index >>> Short.SIZE));
        if (length < 0) {
            return null;
        }
        if (window.sent != null) {
            window.sent.keep(index, out, header, length);
        }
        return datagram.seal(length);
    }

    private @Nullable ProtectedDatagram repeat(
            SendWindow window, byte[] out, int header, int len, int ssrc, long index) {
        if (window.sent == null || !window.sent.restoreHeader(index, out, header)) {
            refuse(INDEX_USED);
            return null;
        }
        int length = seal(rtpSender, out, header, len, ssrc, index, (int) (index >>> Short.SIZE));
        if (length >= 0 && !window.sent.hasTagOf(index, out, length)) {
            length = fail(INDEX_USED);
        }
        return length < 0 ? null : datagram.seal(length);
    }

    private @Nullable SendWindow addSendWindow(int ssrc, long highest) {
        if (!rtpOut.canAdd(ssrc)) {
            return null;
        }
        boolean repeating = repeats == Repeats.SENT && repeatingStreams < MAX_REPEATING_STREAMS;
        SendWindow window = new SendWindow(ssrc, highest, repeating ? new SentPackets() : null);
        repeatingStreams += repeating ? 1 : 0;
        SendWindow silenced = rtpOut.add(window);
        if (silenced != null && silenced.sent != null) {
            repeatingStreams--;
        }
        return window;
    }

    /** Returns a code if a packet is not worth verifying, or 0. */
    private static <W extends IndexWindow> int refusal(
            StreamIndices<W> streams, W window, int ssrc, long highest, long index, boolean repeats) {
        if (window == null) {
            if (index <= highest) {
                return REPLAYED;
            }
            return streams.canAdd(ssrc) ? 0 : TOO_MANY_STREAMS;
        }
        return window.isTooOld(index) || window.contains(index) && !repeats ? REPLAYED : 0;
    }

    private static void accept(
            StreamIndices<IndexWindow> streams, IndexWindow window, int ssrc, long highest, long index) {
        IndexWindow known = window;
        if (known == null) {
            known = new IndexWindow(ssrc, highest);
            streams.add(known);
        }
        known.add(index);
    }

    /** Copies a packet, so that nothing that happens to the caller's array afterwards has an effect. */
    private byte @Nullable [] copy(byte[] buf, int off, int len) {
        if (closed) {
            return refuse(CLOSED);
        }
        if (len + MAX_EXPANSION > ProtectedDatagram.CAPACITY) {
            return refuse(TOO_LONG);
        }
        byte[] out = datagram.begin();
        if (out == null) {
            return refuse(WRONG_THREAD);
        }
        System.arraycopy(buf, off, out, 0, len);
        return out;
    }

    private int open(PacketCipher cipher, byte[] buf, int off, int header, int len, int ssrc, long index, int word) {
        if (closed) {
            return fail(CLOSED);
        }
        try {
            int clear = cipher.open(buf, off, header, len, ssrc, index, word);
            return clear < 0 ? fail(AUTHENTICATION_FAILED) : clear;
        } catch (GeneralSecurityException e) {
            return fail(CIPHER_FAILED);
        }
    }

    private int seal(PacketCipher cipher, byte[] out, int header, int len, int ssrc, long index, int word) {
        try {
            return cipher.seal(out, 0, header, len, ssrc, index, word);
        } catch (GeneralSecurityException e) {
            return fail(CIPHER_FAILED);
        }
    }

    private byte @Nullable [] refuse(int code) {
        fail(code);
        return null;
    }

    private int fail(int code) {
        if (failures[-code]++ == 0 && code == TOO_MANY_STREAMS) {
            LOG.warn(
                    "new SSRCs are refused, because there were {} in this association; further ones are only counted",
                    StreamIndices.MAX_ACTIVE + StreamIndices.MAX_SILENT);
        }
        return code;
    }

    private static boolean isVersion2(byte first) {
        return (first & 0xC0) == 0x80;
    }

    /** Returns the length of an RTP header with CSRCs and extension, or -1 if the packet is not RTP or is shorter than that. */
    private static int headerLength(byte[] buf, int off, int len) {
        if (len < RTP_HEADER_LENGTH || !isVersion2(buf[off])) {
            return -1;
        }
        int header = RTP_HEADER_LENGTH + 4 * (buf[off] & 0x0F);
        if ((buf[off] & 0x10) != 0) {
            header += 4;
            if (len < header) {
                return -1;
            }
            header += 4 * NetworkOrder.uint16(buf, off + header - 2);
        }
        return len < header ? -1 : header;
    }
}
