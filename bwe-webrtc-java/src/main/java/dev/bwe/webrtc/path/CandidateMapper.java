package dev.bwe.webrtc.path;

import dev.bwe.webrtc.signalling.CandidateTranslation;
import dev.bwe.webrtc.signalling.IceCandidateLine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts the path's sockets in place of the peers' in candidates. Candidates that the path can't carry become null: TCP, a separate RTCP
 * component, names instead of addresses, destinations that are not allowed, and addresses for which there is no socket. Thread-safe.
 */
final class CandidateMapper implements CandidateTranslation {
    private final PathTable table;
    private final AtomicLong dropped = new AtomicLong();

    CandidateMapper(PathTable table) {
        this.table = table;
    }

    /** Finds the socket that stands for an address of a peer; null if there is none. */
    private interface Lookup {
        @Nullable RelaySocket find(Side peer, InetSocketAddress address);
    }

    @Override
    public @Nullable String openOutgoing(String candidate) {
        return counted(outgoing(candidate, table::findOrOpen));
    }

    @Override
    public @Nullable String findOutgoing(String candidate) {
        return outgoing(candidate, table::find);
    }

    @Override
    public @Nullable String openIncoming(String candidate) {
        return counted(incoming(candidate, table::findOrOpen));
    }

    @Override
    public @Nullable String findIncoming(String candidate) {
        return incoming(candidate, table::find);
    }

    /** Returns the number of candidates that the path can't carry. */
    long dropped() {
        return dropped.get();
    }

    private @Nullable String counted(@Nullable String translated) {
        if (translated == null) {
            dropped.incrementAndGet();
        }
        return translated;
    }

    /** Puts the outer socket's port in place of the local peer's; the address stays. */
    private static @Nullable String outgoing(String candidate, Lookup sockets) {
        IceCandidateLine line = usable(candidate);
        if (line == null || !line.type().equals("host")) {
            return null;
        }
        InetSocketAddress localPeer = PathTable.localPeer(line.port(), line.isIpv6());
        RelaySocket outer = localPeer == null ? null : sockets.find(Side.LOCAL, localPeer);
        if (outer == null) {
            return null;
        }
        outer.candidate(new InetSocketAddress(line.ipAddress(), line.port()));
        return line.at(line.address(), outer.socket().port()).toString();
    }

    /** Puts the inner socket's address and port in place of the remote peer's. */
    private static @Nullable String incoming(String candidate, Lookup sockets) {
        IceCandidateLine line = usable(candidate);
        if (line == null || !line.isAllowedDestination()) {
            return null;
        }
        RelaySocket inner = sockets.find(Side.REMOTE, new InetSocketAddress(line.ipAddress(), line.port()));
        if (inner == null) {
            return null;
        }
        InetAddress loopback = PathTable.loopback(line.isIpv6());
        return line.at(loopback.getHostAddress(), inner.socket().port()).toString();
    }

    @Override
    public @Nullable String original(String candidate) {
        IceCandidateLine line = IceCandidateLine.parse(candidate);
        if (line == null) {
            return null;
        }
        InetSocketAddress remotePeer = table.remotePeerAt(line.port());
        return remotePeer == null
                ? null
                : line.at(remotePeer.getAddress().getHostAddress(), remotePeer.getPort())
                        .toString();
    }

    private static @Nullable IceCandidateLine usable(String candidate) {
        IceCandidateLine line = IceCandidateLine.parse(candidate);
        boolean carried = line != null && line.isUdp() && line.isFirstComponent() && line.hasIpAddress();
        return carried ? line : null;
    }
}
