package dev.bwe.webrtc.srtp;

import java.security.GeneralSecurityException;
import java.util.logging.Level;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.logging2.Logger;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * SRTP and SRTCP of one DTLS leg, in place, both directions (RFC 3711, RFC 7714).
 *
 * <p>Methods return the new length in bytes, at the same offset, or a negative code for a packet that must be dropped;
 * such a packet is counted and its bytes may have changed. Nothing throws. One thread only: the SRTCP index must never
 * be used twice.
 *
 * <p>A receiving stream is remembered only once a packet of its SSRC has verified, so forged SSRCs cost no memory;
 * each table holds {@value #MAX_STREAMS} streams, and later ones are refused rather than letting an SSRC come back with
 * its rollover counter, and so its key stream, at the start.
 */
public final class SrtpTransform {
    /** The tag did not verify: forged, damaged, or protected with another key. */
    static final int AUTHENTICATION_FAILED = -1;
    /** Seen before, or 64 or more packets older than the newest. */
    static final int REPLAYED = -2;
    /** Not RTP or RTCP, too short, or SRTCP that is not encrypted. */
    static final int MALFORMED = -3;
    /** A new SSRC when the table is full. */
    static final int TOO_MANY_STREAMS = -4;
    /** Less room behind the packet than protection adds. */
    static final int NO_ROOM = -5;
    /** The cipher refused. */
    static final int CIPHER_FAILED = -6;

    /** Most bytes that either protect method adds: a GCM tag and the SRTCP index. Leave them free behind a packet. */
    public static final int MAX_EXPANSION = 20;

    public static final int MAX_STREAMS = 2048;

    private static final int RTP_HEADER_LENGTH = 12;
    private static final int RTCP_HEADER_LENGTH = 8;
    private static final int SRTCP_INDEX_LENGTH = 4;
    private static final int FAILURE_CODES = 6;
    /** jitsi-srtp reports bad packets to its log as well; anyone can send those. */
    private static final Logger QUIET = new LoggerImpl(SrtpTransform.class.getName(), Level.SEVERE);

    static {
        // Unless told, jitsi-srtp compares providers for seconds, under a lock, when the first context is made.
        Aes.setFactoryClassName("SunJCE");
    }

    private final SrtpContextFactory sender;
    private final SrtpContextFactory receiver;
    private final boolean aead;
    private final int tagLength;
    private final SsrcTable<SrtpCryptoContext> rtpIn = new SsrcTable<>(MAX_STREAMS);
    private final SsrcTable<SrtcpCryptoContext> rtcpIn = new SsrcTable<>(MAX_STREAMS);
    private final SsrcTable<SendStream> rtpOut = new SsrcTable<>(MAX_STREAMS);
    private final SsrcTable<SrtcpCryptoContext> rtcpOut = new SsrcTable<>(MAX_STREAMS);
    /** Tries packets of unknown SSRCs: keys do not depend on the SSRC, and a packet that fails leaves no trace in it. */
    private SrtpCryptoContext rtpCandidate;

    private SrtcpCryptoContext rtcpCandidate;

    private final PacketBuffer packet = new PacketBuffer();
    private final byte[] unsent = new byte[RTP_HEADER_LENGTH + MAX_EXPANSION];
    private final long[] failures = new long[FAILURE_CODES + 1];

    private static final class SendStream {
        private final SrtpCryptoContext context;
        private int lastSequence = -1;

        private SendStream(SrtpCryptoContext context) {
            this.context = context;
        }
    }

    public SrtpTransform(SrtpKeys keys) {
        SrtpPolicy policy = keys.profile().policy();
        sender = new SrtpContextFactory(true, keys.sendKey(), keys.sendSalt(), policy, policy, QUIET);
        receiver = new SrtpContextFactory(false, keys.receiveKey(), keys.receiveSalt(), policy, policy, QUIET);
        aead = keys.profile().isAead();
        tagLength = keys.profile().tagLength();
    }

    /** SRTP to RTP. */
    public int unprotectRtp(byte[] buf, int off, int len) {
        if (len < RTP_HEADER_LENGTH || !isVersion2(buf[off])) {
            return fail(MALFORMED);
        }
        int ssrc = readInt(buf, off + 8);
        SrtpCryptoContext known = rtpIn.get(ssrc);
        if (known == null && rtpIn.isFull()) {
            return fail(TOO_MANY_STREAMS);
        }
        try {
            if (known == null && rtpCandidate == null) {
                rtpCandidate = receiver.deriveContext(0, 0);
            }
            SrtpCryptoContext context = known == null ? rtpCandidate : known;
            SrtpErrorStatus status = context.reverseTransformPacket(packet.wrap(buf, off, len), false);
            if (status != SrtpErrorStatus.OK) {
                return fail(codeOf(status));
            }
        } catch (GeneralSecurityException e) {
            return fail(CIPHER_FAILED);
        }
        if (known == null) {
            rtpIn.add(ssrc, rtpCandidate);
            rtpCandidate = null;
        }
        return packet.getLength();
    }

    /**
     * RTP to SRTP. Sequence numbers may come in any order and more than once.
     *
     * <p>Under AEAD, a sequence number sent again with other contents weakens the key's authentication (RFC 7714
     * section 8.1); a retransmission by libwebrtc without RTX changes header extensions and is exposed to that with or
     * without us.
     */
    public int protectRtp(byte[] buf, int off, int len) {
        if (!isRtp(buf, off, len)) {
            return fail(MALFORMED);
        }
        if (buf.length - off - len < tagLength) {
            return fail(NO_ROOM);
        }
        int ssrc = readInt(buf, off + 8);
        SendStream stream = rtpOut.get(ssrc);
        if (stream == null && rtpOut.isFull()) {
            return fail(TOO_MANY_STREAMS);
        }
        try {
            if (stream == null) {
                stream = new SendStream(sender.deriveContext(ssrc, 0));
                rtpOut.add(ssrc, stream);
            }
            int sequence = readShort(buf, off + 2);
            if (aead && sequence == stream.lastSequence) {
                releaseNonce(stream.context, ssrc, sequence);
            }
            stream.context.transformPacket(packet.wrap(buf, off, len));
            stream.lastSequence = sequence;
        } catch (GeneralSecurityException e) {
            return fail(CIPHER_FAILED);
        }
        return protectedLength(len + tagLength);
    }

    /** SRTCP to RTCP, the whole compound. */
    public int unprotectRtcp(byte[] buf, int off, int len) {
        if (len < RTCP_HEADER_LENGTH + SRTCP_INDEX_LENGTH + tagLength
                || !isVersion2(buf[off])
                || !isEncrypted(buf, off, len)) {
            return fail(MALFORMED);
        }
        int ssrc = readInt(buf, off + 4);
        SrtcpCryptoContext known = rtcpIn.get(ssrc);
        if (known == null && rtcpIn.isFull()) {
            return fail(TOO_MANY_STREAMS);
        }
        try {
            if (known == null && rtcpCandidate == null) {
                rtcpCandidate = receiver.deriveControlContext(0);
            }
            SrtcpCryptoContext context = known == null ? rtcpCandidate : known;
            SrtpErrorStatus status = context.reverseTransformPacket(packet.wrap(buf, off, len));
            if (status != SrtpErrorStatus.OK) {
                return fail(codeOf(status));
            }
        } catch (GeneralSecurityException e) {
            return fail(CIPHER_FAILED);
        }
        if (known == null) {
            rtcpIn.add(ssrc, rtcpCandidate);
            rtcpCandidate = null;
        }
        return packet.getLength();
    }

    /** RTCP to SRTCP, the whole compound. */
    public int protectRtcp(byte[] buf, int off, int len) {
        if (len < RTCP_HEADER_LENGTH || !isVersion2(buf[off])) {
            return fail(MALFORMED);
        }
        if (buf.length - off - len < tagLength + SRTCP_INDEX_LENGTH) {
            return fail(NO_ROOM);
        }
        int ssrc = readInt(buf, off + 4);
        SrtcpCryptoContext context = rtcpOut.get(ssrc);
        if (context == null && rtcpOut.isFull()) {
            return fail(TOO_MANY_STREAMS);
        }
        try {
            if (context == null) {
                context = sender.deriveControlContext(ssrc);
                rtcpOut.add(ssrc, context);
            }
            context.transformPacket(packet.wrap(buf, off, len));
        } catch (GeneralSecurityException e) {
            return fail(CIPHER_FAILED);
        }
        return protectedLength(len + tagLength + SRTCP_INDEX_LENGTH);
    }

    /** Packets dropped with that code, all four methods together. */
    long failures(int code) {
        return failures[-code];
    }

    /** SSRCs known in all four tables together. */
    int streams() {
        return rtpIn.size() + rtcpIn.size() + rtpOut.size() + rtcpOut.size();
    }

    /**
     * Lets a sequence number be sent twice in a row: the JDK's GCM cipher refuses the nonce it used last, so the packet
     * before it, empty, is protected in between and thrown away.
     */
    private void releaseNonce(SrtpCryptoContext context, int ssrc, int sequence) throws GeneralSecurityException {
        int previous = sequence - 1;
        unsent[0] = (byte) 0x80;
        unsent[2] = (byte) (previous >> 8);
        unsent[3] = (byte) previous;
        unsent[8] = (byte) (ssrc >> 24);
        unsent[9] = (byte) (ssrc >> 16);
        unsent[10] = (byte) (ssrc >> 8);
        unsent[11] = (byte) ssrc;
        context.transformPacket(packet.wrap(unsent, 0, RTP_HEADER_LENGTH));
    }

    /** jitsi-srtp says OK and leaves the packet in the clear when the GCM cipher fails; such a packet must not leave. */
    private int protectedLength(int expected) {
        return packet.getLength() == expected ? expected : fail(CIPHER_FAILED);
    }

    private int fail(int code) {
        failures[-code]++;
        return code;
    }

    private static int codeOf(SrtpErrorStatus status) {
        return switch (status) {
            case AUTH_FAIL -> AUTHENTICATION_FAILED;
            case REPLAY_FAIL, REPLAY_OLD -> REPLAYED;
            case INVALID_PACKET -> MALFORMED;
            default -> CIPHER_FAILED;
        };
    }

    private static boolean isVersion2(byte first) {
        return (first & 0xC0) == 0x80;
    }

    private static boolean isRtp(byte[] buf, int off, int len) {
        if (len < RTP_HEADER_LENGTH || !isVersion2(buf[off])) {
            return false;
        }
        int header = RTP_HEADER_LENGTH + 4 * (buf[off] & 0x0F);
        if ((buf[off] & 0x10) != 0) {
            header += 4;
            if (len < header) {
                return false;
            }
            header += 4 * readShort(buf, off + header - 2);
        }
        return len >= header;
    }

    /** WebRTC encrypts all RTCP (RFC 8834 section 13); the flag leads the index, which AEAD puts last. */
    private boolean isEncrypted(byte[] buf, int off, int len) {
        return buf[off + len - SRTCP_INDEX_LENGTH - (aead ? 0 : tagLength)] < 0;
    }

    private static int readShort(byte[] buf, int off) {
        return (buf[off] & 0xFF) << 8 | buf[off + 1] & 0xFF;
    }

    private static int readInt(byte[] buf, int off) {
        return readShort(buf, off) << 16 | readShort(buf, off + 2);
    }
}
