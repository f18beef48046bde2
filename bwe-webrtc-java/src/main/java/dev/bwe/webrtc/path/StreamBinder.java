package dev.bwe.webrtc.path;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.RtcpReader;
import dev.bwe.interceptor.RtcpWriter;
import dev.bwe.interceptor.RtpReader;
import dev.bwe.interceptor.RtpWriter;
import dev.bwe.interceptor.StreamInfo;
import dev.bwe.interceptor.rtp.RtpHeaderExtensions;
import dev.bwe.interceptor.rtp.RtpPacket;
import dev.bwe.interceptor.sdp.SdpMediaSection;
import dev.bwe.interceptor.sdp.SdpSession;
import dev.bwe.webrtc.net.DatagramBuffer;
import dev.bwe.webrtc.srtp.SrtpTransform;
import dev.bwe.webrtc.srtp.SsrcTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes packets through the interceptor chain. A stream is bound with its first packet, whose payload type and media identification
 * decide the section. It is unbound when its section ends or changes to another medium. A packet without a known section bypasses the
 * chain. A malformed packet passes through the stream of its SSRC, whose interceptors may count it, but binds none. Confined to the I/O
 * thread.
 *
 * <p>When a later description changes the information about a stream, the stream is bound again with the new information, with which it
 * is also unbound later. It is not unbound in between: the stream has not ended, and interceptors would lose their state.
 */
final class StreamBinder {
    /**
     * Maximum number of bound streams per direction; the packets of further ones bypass the chain. No call has so many, a hostile peer
     * might. Smaller than the number of streams that SRTP admits during a call.
     */
    static final int MAX_STREAMS = SrtpTransform.MAX_STREAMS / 2;
    /** Silence in microseconds after which a stream loses its place to another one. If it continues it is bound again. */
    static final long SILENT_US = 10_000_000;
    /** Number of places in which a packet of a new stream searches for a silent one. */
    private static final int PLACES_PER_PACKET = 16;

    private static final int SSRC_OFFSET = 8;

    private final Interceptor chain;
    private final RtpWriter towardsRemote;
    private final Consumer<Throwable> onFailure;
    private final PacketSource source = new PacketSource();
    private final RtcpReader rtcpReader;
    private final RtcpWriter rtcpWriter;
    private final SsrcTable<Stream<RtpReader>> remoteStreams = new SsrcTable<>(MAX_STREAMS);
    private final SsrcTable<Stream<RtpWriter>> localStreams = new SsrcTable<>(MAX_STREAMS);
    private final RtpPacket rtp = new RtpPacket();
    private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    private SdpSession localSession = SdpSession.parse("");
    private SdpSession remoteSession = SdpSession.parse("");
    private long pastChain;
    private boolean closed;

    /** A stream with the information it was last bound with, and the reader or writer that its packets pass. */
    private static final class Stream<W> {
        private StreamInfo info;
        private W way;
        private long lastPacketUs;

        private Stream(StreamInfo info, W way) {
            bound(info, way);
        }

        private void bound(StreamInfo newInfo, W newWay) {
            info = newInfo;
            way = newWay;
        }
    }

    /**
     * @param chain             the interceptors
     * @param towardsRemote     sends RTP to the remote peer
     * @param rtcpTowardsRemote sends RTCP to the remote peer, from any thread
     * @param onFailure         called with what the chain throws while no packet is in it
     */
    StreamBinder(
            Interceptor chain, RtpWriter towardsRemote, RtcpWriter rtcpTowardsRemote, Consumer<Throwable> onFailure) {
        this.chain = chain;
        this.towardsRemote = towardsRemote;
        this.onFailure = onFailure;
        this.rtcpReader = chain.bindRtcpReader(source);
        this.rtcpWriter = chain.bindRtcpWriter(rtcpTowardsRemote);
    }

    /** Takes over new descriptions of the two peers: binds changed streams again and unbinds those that ended. */
    void descriptions(SdpSession local, SdpSession remote) {
        localSession = local;
        remoteSession = remote;
        for (Stream<RtpReader> stream : remoteStreams.values()) {
            guarded(() -> updateRemote(
                    stream, remoteStreamInfo(stream.info.ssrc(), stream.info.payloadType(), stream.info.mid())));
        }
        for (Stream<RtpWriter> stream : localStreams.values()) {
            guarded(() -> updateLocal(
                    stream, localStreamInfo(stream.info.ssrc(), stream.info.payloadType(), stream.info.mid())));
        }
    }

    private void updateRemote(Stream<RtpReader> stream, @Nullable StreamInfo info) {
        if (info == null || info.isAudio() != stream.info.isAudio()) {
            unbindRemote(stream);
        } else if (!stream.info.equals(info)) {
            stream.bound(info, chain.bindRemoteStream(info, source));
        }
    }

    private void updateLocal(Stream<RtpWriter> stream, @Nullable StreamInfo info) {
        if (info == null || info.isAudio() != stream.info.isAudio()) {
            unbindLocal(stream);
        } else if (!stream.info.equals(info)) {
            stream.bound(info, chain.bindLocalStream(info, towardsRemote));
        }
    }

    /**
     * Takes a packet of the remote peer through the chain.
     *
     * @param attributes have the time of arrival
     * @return the length of the packet for the local peer, in the same buffer; 0 for none
     */
    int remoteRtp(DatagramBuffer packet, int length, Attributes attributes) throws IOException {
        boolean valid = rtp.wrap(packet.bytes, 0, length);
        Stream<RtpReader> stream = bound(remoteStreams, packet, length);
        if (stream == null && valid) {
            stream = bindRemote(packet, attributes.arrivalTimeUs());
        }
        if (stream == null) {
            pastChain++;
            return length;
        }
        stream.lastPacketUs = attributes.arrivalTimeUs();
        source.set(packet.bytes, length);
        return stream.way.read(packet.bytes, 0, packet.capacity(), attributes);
    }

    /** Takes a packet of the local peer, with the time of its arrival, through the chain, which sends it at its end. */
    void localRtp(DatagramBuffer packet, int length, Attributes attributes) throws IOException {
        boolean valid = rtp.wrap(packet.bytes, 0, length);
        Stream<RtpWriter> stream = bound(localStreams, packet, length);
        if (stream == null && valid) {
            stream = bindLocal(packet, attributes.arrivalTimeUs());
        }
        if (stream == null) {
            pastChain++;
            towardsRemote.write(packet.bytes, 0, length, attributes);
        } else {
            stream.lastPacketUs = attributes.arrivalTimeUs();
            stream.way.write(packet.bytes, 0, length, attributes);
        }
    }

    /**
     * Takes a compound of the remote peer through the chain.
     *
     * @return the length of the packet for the local peer, in the same buffer; 0 for none
     */
    int remoteRtcp(DatagramBuffer packet, int length, Attributes attributes) throws IOException {
        source.set(packet.bytes, length);
        return rtcpReader.read(packet.bytes, 0, packet.capacity(), attributes);
    }

    /** Takes a compound of the local peer through the chain, which sends it at its end. */
    void localRtcp(DatagramBuffer packet, int length, Attributes attributes) throws IOException {
        rtcpWriter.write(packet.bytes, 0, length, attributes);
    }

    private static <W> @Nullable Stream<W> bound(SsrcTable<Stream<W>> streams, DatagramBuffer packet, int length) {
        return length < RtpPacket.FIXED_HEADER_LENGTH ? null : streams.get(packet.int32(SSRC_OFFSET));
    }

    /** Returns the number of RTP packets of either peer that bypassed the chain. */
    long pastChain() {
        return pastChain;
    }

    int remoteStreamCount() {
        return remoteStreams.size();
    }

    int localStreamCount() {
        return localStreams.size();
    }

    /** Unbinds all streams and closes the chain. Idempotent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        remoteStreams.values().forEach(stream -> guarded(() -> unbindRemote(stream)));
        localStreams.values().forEach(stream -> guarded(() -> unbindLocal(stream)));
        guarded(chain::close);
    }

    /** Runs a call of the chain; a failure does not affect other streams. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }

    private @Nullable StreamInfo remoteStreamInfo(int ssrc, int payloadType, String mid) {
        SdpMediaSection section = section(remoteSession, ssrc, payloadType, mid);
        return section == null || !isSending(section) ? null : section.streamInfo(ssrc, payloadType);
    }

    private @Nullable StreamInfo localStreamInfo(int ssrc, int payloadType, String mid) {
        SdpMediaSection section = section(localSession, ssrc, payloadType, mid);
        return section == null || !isSending(section) ? null : section.streamInfo(ssrc, payloadType);
    }

    private static @Nullable SdpMediaSection section(SdpSession session, int ssrc, int payloadType, String mid) {
        SdpMediaSection section = session.sectionOfSsrc(ssrc);
        if (section == null && !mid.isEmpty()) {
            section = session.sectionOfMid(mid);
        }
        return section != null ? section : session.sectionOfPayloadType(payloadType);
    }

    private static boolean isSending(SdpMediaSection section) {
        return section.isActive() && !section.direction().equals("recvonly");
    }

    /** Returns the media identification in the packet's header extension (RFC 9143 section 15); empty where it has none. */
    private String midIn(SdpSession session, DatagramBuffer packet) {
        extensions.wrap(rtp);
        for (SdpMediaSection section : session.sections()) {
            for (HeaderExtension extension : section.headerExtensions()) {
                if (extension.uri().equals(HeaderExtension.MID) && extensions.find(extension.id())) {
                    return new String(
                            packet.bytes,
                            extensions.valueOffset(),
                            extensions.valueLength(),
                            StandardCharsets.US_ASCII);
                }
            }
        }
        return "";
    }

    private @Nullable Stream<RtpReader> bindRemote(DatagramBuffer packet, long nowUs) {
        StreamInfo info = remoteStreamInfo(rtp.ssrc(), rtp.payloadType(), midIn(remoteSession, packet));
        if (closed || info == null || !hasPlace(remoteStreams, nowUs, this::unbindRemote)) {
            return null;
        }
        Stream<RtpReader> stream = new Stream<>(info, chain.bindRemoteStream(info, source));
        remoteStreams.add(info.ssrc(), stream);
        return stream;
    }

    private @Nullable Stream<RtpWriter> bindLocal(DatagramBuffer packet, long nowUs) {
        StreamInfo info = localStreamInfo(rtp.ssrc(), rtp.payloadType(), midIn(localSession, packet));
        if (closed || info == null || !hasPlace(localStreams, nowUs, this::unbindLocal)) {
            return null;
        }
        Stream<RtpWriter> stream = new Stream<>(info, chain.bindLocalStream(info, towardsRemote));
        localStreams.add(info.ssrc(), stream);
        return stream;
    }

    /** Returns true if there is a place for one more stream, and unbinds a silent one for it if necessary. */
    private <W> boolean hasPlace(SsrcTable<Stream<W>> streams, long nowUs, Consumer<Stream<W>> unbind) {
        if (!streams.isFull()) {
            return true;
        }
        Stream<W> silent = streams.findNext(PLACES_PER_PACKET, stream -> nowUs - stream.lastPacketUs >= SILENT_US);
        if (silent != null) {
            guarded(() -> unbind.accept(silent));
        }
        return silent != null;
    }

    private void unbindRemote(Stream<RtpReader> stream) {
        remoteStreams.remove(stream.info.ssrc());
        chain.unbindRemoteStream(stream.info);
    }

    private void unbindLocal(Stream<RtpWriter> stream) {
        localStreams.remove(stream.info.ssrc());
        chain.unbindLocalStream(stream.info);
    }
}
