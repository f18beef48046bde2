package dev.bwe.webrtc.path;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.rtp.PacketKind;
import dev.bwe.webrtc.net.DatagramBuffer;
import dev.bwe.webrtc.net.DatagramKind;
import dev.bwe.webrtc.net.IoLoop;
import dev.bwe.webrtc.net.PathSocket;
import dev.bwe.webrtc.srtp.SrtpTransform;
import dev.bwe.webrtc.stun.StunAdmission;
import dev.bwe.webrtc.stun.StunMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a media path does with each datagram: STUN goes on as it is, DTLS ends in the leg that it came on, RTP and RTCP go through
 * the interceptor chain in the clear. Confined to the I/O thread.
 */
final class PacketRelay {
    private static final Logger LOG = LoggerFactory.getLogger(PacketRelay.class);
    /** Datagrams read from one socket before the others have their turn. */
    private static final int BATCH = 32;

    private final IoLoop loop;
    private final LongSupplier clock;
    private final PathTable table;
    private final StunAdmission admission;
    private final DtlsPair dtls;
    private final StreamBinder binder;
    private final PathCounters counters = new PathCounters();

    private final DatagramBuffer incoming = new DatagramBuffer();
    private final DatagramBuffer outgoing = new DatagramBuffer();
    private final Attributes attributes = new Attributes();
    private final StunMessage stun = new StunMessage();
    private final EarlyPackets early = new EarlyPackets();
    private OuterSocket toRemoteFrom;
    private InnerSocket toRemoteVia;
    private InnerSocket toLocalFrom;
    private OuterSocket toLocalVia;
    private boolean closed;
    /** Whether both legs have their keys and the path is open, for threads that ask no more than that. */
    private volatile boolean open;

    PacketRelay(
            IoLoop loop,
            LongSupplier clock,
            PathTable table,
            StunAdmission admission,
            DtlsPair dtls,
            Interceptor chain) {
        this.loop = loop;
        this.clock = clock;
        this.table = table;
        this.admission = admission;
        this.dtls = dtls;
        this.binder = new StreamBinder(chain, this::sendRtp, this::sendRtcp, this::interceptorFailed);
    }

    StreamBinder binder() {
        return binder;
    }

    PathCounters statistics() {
        return counters.copy(binder.pastChain(), binder.remoteStreamCount(), binder.localStreamCount());
    }

    void close() {
        closed = true;
        open = false;
        binder.close();
    }

    /** Reads what the remote peer sent. */
    void readOuter(OuterSocket outer) {
        for (int i = 0; i < BATCH; i++) {
            InetSocketAddress from = receive(outer.socket());
            if (from == null) {
                return;
            }
            long arrivalUs = clock.getAsLong();
            int length = incoming.filled();
            InnerSocket inner = innerOf(outer, from, length);
            if (inner == null) {
                counters.droppedUnknownSource++;
            } else {
                fromRemote(outer, inner, length, arrivalUs);
            }
        }
    }

    /** Reads what the local peer sent. */
    void readInner(InnerSocket inner) {
        for (int i = 0; i < BATCH; i++) {
            InetSocketAddress from = receive(inner.socket());
            if (from == null) {
                return;
            }
            long arrivalUs = clock.getAsLong();
            int length = incoming.filled();
            OuterSocket outer = outerOf(inner, from, length);
            if (outer == null) {
                counters.droppedUnknownSource++;
            } else {
                fromLocal(inner, outer, length, arrivalUs);
            }
        }
    }

    /** Both legs have their keys: what came too early goes on, in order. */
    void onReady() {
        open = true;
        for (EarlyPackets.EarlyPacket packet = early.poll(); packet != null; packet = early.poll()) {
            System.arraycopy(packet.bytes(), 0, incoming.bytes, 0, packet.bytes().length);
            if (packet.fromRemote()) {
                srtpFromRemote(packet.outer(), packet.inner(), packet.bytes().length, packet.arrivalUs());
            } else {
                srtpFromLocal(packet.inner(), packet.outer(), packet.bytes().length, packet.arrivalUs());
            }
        }
    }

    /** Sends a DTLS datagram of the path's own to the remote peer. */
    void sendDtlsToRemote(byte[] datagram, int offset, int length) {
        if (toRemoteFrom != null) {
            System.arraycopy(datagram, offset, outgoing.bytes, 0, length);
            sendToRemote(outgoing, length);
        }
    }

    /** Sends a DTLS datagram of the path's own to the local peer. */
    void sendDtlsToLocal(byte[] datagram, int offset, int length) {
        if (toLocalFrom != null) {
            System.arraycopy(datagram, offset, outgoing.bytes, 0, length);
            sendToLocal(outgoing, length);
        }
    }

    void countDataFromRemote() {
        counters.dataFromRemote++;
    }

    void countDataFromLocal() {
        counters.dataFromLocal++;
    }

    private InetSocketAddress receive(PathSocket socket) {
        try {
            return closed ? null : socket.receive(incoming.toFill());
        } catch (IOException e) {
            LOG.debug("a socket failed to receive", e);
            return null;
        }
    }

    private InnerSocket innerOf(OuterSocket outer, InetSocketAddress from, int length) {
        InnerSocket inner = outer.latest();
        if (inner != null && inner.remotePeer().equals(from)) {
            return inner;
        }
        inner = table.findInner(from);
        if (inner == null && stun.wrap(incoming.bytes, 0, length) && admission.admitsFromRemote(stun)) {
            inner = table.inner(from);
        }
        outer.latest(inner);
        return inner;
    }

    private OuterSocket outerOf(InnerSocket inner, InetSocketAddress from, int length) {
        OuterSocket outer = inner.latest();
        if (outer != null && outer.localPeer().equals(from)) {
            return outer;
        }
        outer = table.findOuter(from);
        if (outer == null && stun.wrap(incoming.bytes, 0, length) && admission.admitsFromLocal(stun)) {
            outer = table.outer(from.getPort(), from.getAddress().getAddress().length > 4);
        }
        inner.latest(outer);
        return outer;
    }

    private void fromRemote(OuterSocket outer, InnerSocket inner, int length, long arrivalUs) {
        switch (DatagramKind.of(incoming.bytes, length)) {
            case STUN -> {
                if (stun.wrap(incoming.bytes, 0, length)) {
                    if (stun.hasDtlsInStun()) {
                        stun.removeDtlsInStun(admission.passwordTowardsLocal(stun));
                    }
                    count(inner.socket().send(incoming.toSend(stun.length()), outer.localPeer()));
                } else {
                    counters.droppedMalformed++;
                }
            }
            case DTLS -> {
                routeToLocal(inner, outer);
                if (toRemoteFrom == null) {
                    routeToRemote(outer, inner);
                }
                dtls.receiveFromRemote(incoming.bytes, 0, length);
            }
            case SRTP -> {
                if (dtls.isReady()) {
                    srtpFromRemote(outer, inner, length, arrivalUs);
                } else if (!early.add(true, outer, inner, incoming, length, arrivalUs)) {
                    counters.droppedEarly++;
                }
            }
            default -> counters.droppedMalformed++;
        }
    }

    private void fromLocal(InnerSocket inner, OuterSocket outer, int length, long arrivalUs) {
        switch (DatagramKind.of(incoming.bytes, length)) {
            case STUN -> {
                if (stun.wrap(incoming.bytes, 0, length)) {
                    if (stun.hasDtlsInStun()) {
                        stun.removeDtlsInStun(admission.passwordTowardsRemote(stun));
                    }
                    count(outer.socket().send(incoming.toSend(stun.length()), inner.remotePeer()));
                } else {
                    counters.droppedMalformed++;
                }
            }
            case DTLS -> {
                routeToRemote(outer, inner);
                if (toLocalFrom == null) {
                    routeToLocal(inner, outer);
                }
                dtls.receiveFromLocal(incoming.bytes, 0, length);
            }
            case SRTP -> {
                if (dtls.isReady()) {
                    srtpFromLocal(inner, outer, length, arrivalUs);
                } else if (!early.add(false, outer, inner, incoming, length, arrivalUs)) {
                    counters.droppedEarly++;
                }
            }
            default -> counters.droppedMalformed++;
        }
    }

    private void srtpFromRemote(OuterSocket outer, InnerSocket inner, int length, long arrivalUs) {
        boolean rtcp = PacketKind.of(incoming.bytes, 0, length) == PacketKind.RTCP;
        SrtpTransform leg = dtls.remote();
        int clear = rtcp ? leg.unprotectRtcp(incoming.bytes, 0, length) : leg.unprotectRtp(incoming.bytes, 0, length);
        if (clear <= 0) {
            counters.droppedUnprotect++;
            return;
        }
        routeToLocal(inner, outer);
        int passed = throughChain(rtcp, clear, arrivalUs);
        if (passed <= 0) {
            return;
        }
        SrtpTransform local = dtls.local();
        int sealed = rtcp ? local.protectRtcp(incoming.bytes, 0, passed) : local.protectRtp(incoming.bytes, 0, passed);
        if (sealed > 0 && sendToLocal(incoming, sealed) && !rtcp) {
            counters.rtpToLocal++;
        }
    }

    /** The length of what the chain leaves of a packet of the remote peer, in the same buffer; 0 or less for nothing. */
    private int throughChain(boolean rtcp, int length, long arrivalUs) {
        attributes.clear().arrivalTimeUs(arrivalUs);
        try {
            int passed;
            if (rtcp) {
                counters.rtcpFromRemote++;
                passed = binder.remoteRtcp(incoming, length, attributes);
            } else {
                counters.rtpFromRemote++;
                passed = binder.remoteRtp(incoming, length, attributes);
            }
            if (passed <= 0) {
                counters.droppedByChain++;
            }
            return passed;
        } catch (Throwable e) {
            interceptorFailed(e);
            return 0;
        }
    }

    private void srtpFromLocal(InnerSocket inner, OuterSocket outer, int length, long arrivalUs) {
        boolean rtcp = PacketKind.of(incoming.bytes, 0, length) == PacketKind.RTCP;
        SrtpTransform leg = dtls.local();
        int clear = rtcp ? leg.unprotectRtcp(incoming.bytes, 0, length) : leg.unprotectRtp(incoming.bytes, 0, length);
        if (clear <= 0) {
            counters.droppedUnprotect++;
            return;
        }
        routeToRemote(outer, inner);
        attributes.clear().arrivalTimeUs(arrivalUs);
        try {
            if (rtcp) {
                counters.rtcpFromLocal++;
                binder.localRtcp(incoming, clear, attributes);
            } else {
                counters.rtpFromLocal++;
                binder.localRtp(incoming, clear, attributes);
            }
        } catch (Throwable e) {
            interceptorFailed(e);
        }
    }

    /** Errors too: this thread carries other calls, whose interceptors may be in order. */
    private void interceptorFailed(Throwable e) {
        if (counters.interceptorFailures++ == 0) {
            LOG.warn("an interceptor failed; what it was given is lost, further failures are only counted", e);
        }
    }

    /** The network's end of the RTP writers. */
    private int sendRtp(byte[] buffer, int offset, int length, Attributes context) {
        if (!fits(length)) {
            return 0;
        }
        System.arraycopy(buffer, offset, outgoing.bytes, 0, length);
        int sealed = dtls.remote().protectRtp(outgoing.bytes, 0, length);
        if (sealed <= 0 || !sendToRemote(outgoing, sealed)) {
            return 0;
        }
        counters.rtpToRemote++;
        return length;
    }

    /**
     * The network's end of the RTCP writers: from whatever thread, what is sent is protected and sent on the I/O thread. There the
     * result tells whether the system took it. No other thread waits for that: the result tells that the path is open and has taken
     * the compound, and what can't be sent afterwards is counted.
     */
    private int sendRtcp(byte[] buffer, int offset, int length, Attributes context) {
        if (!open || !fits(length)) {
            return 0;
        }
        if (loop.isLoopThread()) {
            return sendRtcpNow(buffer, offset, length);
        }
        byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
        return loop.tryExecute(() -> sendRtcpTaken(copy)) ? length : 0;
    }

    private void sendRtcpTaken(byte[] compound) {
        if (sendRtcpNow(compound, 0, compound.length) == 0) {
            counters.rtcpLost++;
        }
    }

    private int sendRtcpNow(byte[] buffer, int offset, int length) {
        if (!open) {
            return 0;
        }
        System.arraycopy(buffer, offset, outgoing.bytes, 0, length);
        int sealed = dtls.remote().protectRtcp(outgoing.bytes, 0, length);
        if (sealed <= 0 || !sendToRemote(outgoing, sealed)) {
            return 0;
        }
        counters.rtcpToRemote++;
        return length;
    }

    private static boolean fits(int length) {
        return length > 0 && length <= DatagramBuffer.MAX_DATAGRAM;
    }

    private boolean sendToRemote(DatagramBuffer datagram, int length) {
        return toRemoteFrom != null
                && count(toRemoteFrom.socket().send(datagram.toSend(length), toRemoteVia.remotePeer()));
    }

    private boolean sendToLocal(DatagramBuffer datagram, int length) {
        return toLocalFrom != null && count(toLocalFrom.socket().send(datagram.toSend(length), toLocalVia.localPeer()));
    }

    private boolean count(boolean sent) {
        if (!sent) {
            counters.sendFailures++;
        }
        return sent;
    }

    /** What goes to the remote peer follows the way of the local peer's latest packet: libwebrtc has chosen that pair. */
    private void routeToRemote(OuterSocket outer, InnerSocket inner) {
        toRemoteFrom = outer;
        toRemoteVia = inner;
    }

    /** What goes to the local peer follows the way of the remote peer's latest packet. */
    private void routeToLocal(InnerSocket inner, OuterSocket outer) {
        toLocalFrom = inner;
        toLocalVia = outer;
    }
}
