package dev.bwe.webrtc.path;

import dev.bwe.interceptor.Attributes;
import dev.bwe.interceptor.Interceptor;
import dev.bwe.interceptor.rtp.PacketKind;
import dev.bwe.webrtc.dtls.DtlsDatagram;
import dev.bwe.webrtc.dtls.DtlsIdentity;
import dev.bwe.webrtc.net.DatagramBuffer;
import dev.bwe.webrtc.net.DatagramKind;
import dev.bwe.webrtc.net.IoLoop;
import dev.bwe.webrtc.net.PathSocket;
import dev.bwe.webrtc.net.ProtectedDatagram;
import dev.bwe.webrtc.srtp.SrtpTransform;
import dev.bwe.webrtc.stun.StunAdmission;
import dev.bwe.webrtc.stun.StunMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays the datagrams of a media path: passes STUN on, gives DTLS to the leg of the peer that sent it, and takes RTP and RTCP through
 * the interceptor chain in the clear. Confined to the I/O thread.
 *
 * <p>A datagram of one peer arrives at a {@link RelaySocket} that stands for the other peer. Together with the socket that stands for
 * the sender's address it makes the datagram's {@link Route}.
 */
final class PacketRelay {
    private static final Logger LOG = LoggerFactory.getLogger(PacketRelay.class);
    private final IoLoop loop;
    private final LongSupplier clock;
    private final PathTable table;
    private final StunAdmission admission;
    private final DtlsPair dtls;
    private final StreamBinder binder;
    private final PathCounters counters = new PathCounters();

    private final DatagramBuffer incoming = new DatagramBuffer();
    private final Attributes attributes = new Attributes();
    private final StunMessage stun = new StunMessage();
    private final DtlsDatagram dtlsDatagram = new DtlsDatagram();
    private final EarlyPackets early = new EarlyPackets();
    /** The route to the remote peer: that of the local peer's latest packet, because libwebrtc has chosen that pair. */
    private @Nullable Route toRemote;
    /** The route to the local peer: that of the remote peer's latest packet. */
    private @Nullable Route toLocal;

    private boolean closed;
    /** Whether both legs have their keys and the path is open; read by other threads. */
    private volatile boolean open;

    PacketRelay(
            IoLoop loop,
            Executor handshakes,
            LongSupplier clock,
            PathTable table,
            StunAdmission admission,
            DtlsIdentity identity,
            Interceptor chain) {
        this.loop = loop;
        this.clock = clock;
        this.table = table;
        this.admission = admission;
        this.dtls = new DtlsPair(identity, loop, handshakes, new Legs());
        this.binder = new StreamBinder(chain, this::sendRtp, this::sendRtcp, this::interceptorFailed);
    }

    StreamBinder binder() {
        return binder;
    }

    DtlsPair dtls() {
        return dtls;
    }

    PathCounters statistics() {
        return counters.copy(binder.pastChain(), binder.remoteStreamCount(), binder.localStreamCount());
    }

    void close() {
        closed = true;
        open = false;
        binder.close();
    }

    /** Reads one datagram that has arrived at a socket. Returns false if there is none. */
    boolean read(RelaySocket at) {
        Side from = at.standsFor().other();
        InetSocketAddress sender = receive(at.socket());
        if (sender == null) {
            return false;
        }
        long arrivalUs = clock.getAsLong();
        int length = incoming.filled();
        Route route = routeOf(at, from, sender, length);
        if (route == null) {
            counters.droppedUnknownSource++;
        } else {
            relay(from, route, length, arrivalUs);
        }
        table.sweep(arrivalUs, open);
        return true;
    }

    private @Nullable InetSocketAddress receive(PathSocket socket) {
        try {
            return closed ? null : socket.receive(incoming.toFill());
        } catch (IOException e) {
            LOG.debug("a socket failed to receive", e);
            return null;
        }
    }

    /** Returns the route of a datagram; null if its sender is not part of the call. */
    private @Nullable Route routeOf(RelaySocket at, Side from, InetSocketAddress sender, int length) {
        Route latest = at.latestRoute();
        if (latest != null && !latest.isClosed() && latest.addressOf(from).equals(sender)) {
            return latest;
        }
        RelaySocket standsForSender = table.find(from, sender);
        if (standsForSender == null && stun.wrap(incoming.bytes, 0, length)) {
            standsForSender = admitted(from, sender);
        }
        return standsForSender == null ? null : at.routeFrom(standsForSender);
    }

    /** Returns a socket for an address from which a peer sent a check that proves its identity; null without such a proof. */
    private @Nullable RelaySocket admitted(Side from, InetSocketAddress sender) {
        if (from == Side.REMOTE) {
            return admission.admitsFromRemote(stun, sender) ? table.findOrAdmit(sender) : null;
        }
        return admission.admitsFromLocal(stun) ? table.findOrOpen(from, sender) : null;
    }

    private void relay(Side from, Route route, int length, long arrivalUs) {
        switch (DatagramKind.of(incoming.bytes, length)) {
            case STUN -> relayStun(from, route, length, arrivalUs);
            case DTLS -> relayDtls(from, route, length);
            case SRTP -> {
                if (dtls.isReady()) {
                    relaySrtp(from, route, length, arrivalUs);
                    return;
                }
                if (from == Side.LOCAL && dtls.isRemoteClient()) {
                    routeTo(Side.REMOTE, route);
                }
                if (!early.add(from, route, incoming, length, arrivalUs)) {
                    counters.droppedEarly++;
                }
            }
            default -> counters.droppedMalformed++;
        }
    }

    /** Until a leg is connected its datagrams take the route of its peer's latest one: a new association may be on a new transport. */
    private void relayDtls(Side from, Route route, int length) {
        routeTo(from.other(), route);
        if (routeTo(from) == null) {
            routeTo(from, route);
        }
        dtls.receive(from, route.addressOf(from), incoming.bytes, 0, length);
        if (!dtls.isConnected(from)) {
            routeTo(from, route);
        }
    }

    private void relayStun(Side from, Route route, int length, long arrivalUs) {
        if (!stun.wrap(incoming.bytes, 0, length)) {
            counters.droppedMalformed++;
            return;
        }
        if (from == Side.REMOTE) {
            stunFromRemote(route, arrivalUs);
        } else {
            stunFromLocal(route, arrivalUs);
        }
    }

    private void stunFromRemote(Route route, long arrivalUs) {
        RelaySocket inner = route.inner();
        if (stun.isBindingRequest()) {
            // Notes the request, which must not admit another address afterwards.
            admission.admitsFromRemote(stun, inner.address());
        } else if (!inner.isConfirmed() && inner.hasAsked(stun.transactionId()) && admission.isAnswerOfRemote(stun)) {
            table.confirm(inner);
        }
        if (inner.isConfirmed()) {
            use(route, arrivalUs);
        }
        sendStun(admission.towardsLocal(stun, route.outer().candidate()), route, Side.LOCAL);
    }

    private void stunFromLocal(Route route, long arrivalUs) {
        if (stun.isBindingRequest()) {
            route.inner().asked(stun.transactionId());
        }
        use(route, arrivalUs);
        sendStun(admission.towardsRemote(stun, route.inner().address()), route, Side.REMOTE);
    }

    /** A message that must not pass is null: it carries DTLS and nobody known signed it, or is too long. */
    private void sendStun(@Nullable ProtectedDatagram message, Route route, Side to) {
        if (message == null) {
            counters.droppedMalformed++;
        } else {
            count(route.send(message, to));
        }
    }

    /** Notes that a route is in use. What is sent to an unconfirmed address, which may be an attacker's, does not keep its socket. */
    private static void use(Route route, long nowUs) {
        route.outer().used(nowUs);
        if (route.inner().isConfirmed()) {
            route.inner().used(nowUs);
        }
    }

    private void relaySrtp(Side from, Route route, int length, long arrivalUs) {
        boolean rtcp = PacketKind.of(incoming.bytes, 0, length) == PacketKind.RTCP;
        SrtpTransform leg = dtls.srtp(from);
        if (leg == null) {
            counters.droppedUnprotect++;
            return;
        }
        int clear = rtcp ? leg.unprotectRtcp(incoming.bytes, 0, length) : leg.unprotectRtp(incoming.bytes, 0, length);
        if (clear <= 0) {
            counters.droppedUnprotect++;
            return;
        }
        if (from == Side.REMOTE && !route.inner().isConfirmed()) {
            table.confirm(route.inner());
        }
        use(route, arrivalUs);
        routeTo(from.other(), route);
        attributes.clear().arrivalTimeUs(arrivalUs);
        try {
            if (from == Side.REMOTE) {
                passToLocal(rtcp, throughReaders(rtcp, clear));
            } else {
                throughWriters(rtcp, clear);
            }
        } catch (Throwable e) {
            interceptorFailed(e);
        }
    }

    /** Returns the length of what the chain leaves of a packet of the remote peer, in the same buffer; 0 or less for nothing. */
    private int throughReaders(boolean rtcp, int length) throws IOException {
        if (rtcp) {
            counters.rtcpFromRemote++;
            return binder.remoteRtcp(incoming, length, attributes);
        }
        counters.rtpFromRemote++;
        return binder.remoteRtp(incoming, length, attributes);
    }

    private void passToLocal(boolean rtcp, int length) {
        if (length <= 0) {
            counters.droppedByChain++;
            return;
        }
        SrtpTransform local = dtls.srtp(Side.LOCAL);
        if (local == null) {
            return;
        }
        ProtectedDatagram sealed =
                rtcp ? local.protectRtcp(incoming.bytes, 0, length) : local.protectRtp(incoming.bytes, 0, length);
        if (sealed != null && send(sealed, Side.LOCAL) && !rtcp) {
            counters.rtpToLocal++;
        }
    }

    /** Takes a packet of the local peer through the chain, which sends it at its end. */
    private void throughWriters(boolean rtcp, int length) throws IOException {
        if (rtcp) {
            counters.rtcpFromLocal++;
            binder.localRtcp(incoming, length, attributes);
        } else {
            counters.rtpFromLocal++;
            binder.localRtp(incoming, length, attributes);
        }
    }

    /** Takes errors too, because this thread carries other calls. */
    private void interceptorFailed(Throwable e) {
        if (counters.interceptorFailures++ == 0) {
            LOG.warn("an interceptor failed; its packet is lost, and further failures are only counted", e);
        }
    }

    /** Sends RTP to the remote peer, at the end of the writer chains. */
    private int sendRtp(byte[] buffer, int offset, int length, Attributes context) {
        if (!open || !fits(length)) {
            return 0;
        }
        SrtpTransform leg = dtls.srtp(Side.REMOTE);
        ProtectedDatagram sealed = leg == null ? null : leg.protectRtp(buffer, offset, length);
        if (sealed == null || !send(sealed, Side.REMOTE)) {
            return 0;
        }
        counters.rtpToRemote++;
        return length;
    }

    /**
     * Sends RTCP to the remote peer, at the end of the writer chain. Called on any thread; a compound is protected and sent on the I/O
     * thread. There the result tells whether the system took it. Any other thread doesn't wait for that: the result says that the path
     * is open and has taken the compound, and a compound that can't be sent afterwards is counted.
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
        SrtpTransform leg = dtls.srtp(Side.REMOTE);
        ProtectedDatagram sealed = leg == null ? null : leg.protectRtcp(buffer, offset, length);
        if (sealed == null || !send(sealed, Side.REMOTE)) {
            return 0;
        }
        counters.rtcpToRemote++;
        return length;
    }

    private static boolean fits(int length) {
        return length > 0 && length <= DatagramBuffer.MAX_DATAGRAM;
    }

    private boolean send(@Nullable ProtectedDatagram datagram, Side to) {
        Route route = routeTo(to);
        return datagram != null && route != null && count(route.send(datagram, to));
    }

    private boolean count(boolean sent) {
        if (!sent) {
            counters.sendFailures++;
        }
        return sent;
    }

    private @Nullable Route routeTo(Side peer) {
        return peer == Side.REMOTE ? toRemote : toLocal;
    }

    private void routeTo(Side peer, Route route) {
        if (peer == Side.REMOTE) {
            toRemote = route;
        } else {
            toLocal = route;
        }
    }

    /** Sends and counts for the DTLS legs, and lets SRTP pass when they have keys. */
    private final class Legs implements DtlsPair.Relay {
        @Override
        public void sendDtls(Side to, byte[] datagram, int offset, int length) {
            send(dtlsDatagram.of(datagram, offset, length), to);
        }

        /** Packets that came too early are relayed now, in order. */
        @Override
        public void onReady() {
            open = !closed;
            for (EarlyPackets.EarlyPacket packet = early.poll(); packet != null; packet = early.poll()) {
                System.arraycopy(packet.bytes(), 0, incoming.bytes, 0, packet.bytes().length);
                relaySrtp(packet.from(), packet.route(), packet.bytes().length, packet.arrivalUs());
            }
        }

        @Override
        public void onRestart() {
            open = false;
            early.clear();
        }

        @Override
        public void onData(Side from) {
            if (from == Side.REMOTE) {
                counters.dataFromRemote++;
            } else {
                counters.dataFromLocal++;
            }
        }
    }
}
