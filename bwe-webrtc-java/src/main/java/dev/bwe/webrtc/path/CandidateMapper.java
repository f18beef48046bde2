package dev.bwe.webrtc.path;

import dev.bwe.webrtc.signalling.CandidateTranslation;
import dev.bwe.webrtc.signalling.IceCandidateLine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Puts the path's sockets in place of the peers' in candidates. Candidates that the path can't carry (TCP, a separate RTCP
 * component, names instead of addresses) come out as null. Used from any thread.
 */
final class CandidateMapper implements CandidateTranslation {
    private final PathTable table;

    CandidateMapper(PathTable table) {
        this.table = table;
    }

    /** Finds the socket that stands for an address of a peer; null if there is none. */
    private interface Lookup {
        RelaySocket find(Side peer, InetSocketAddress address);
    }

    @Override
    public String openOutgoing(String candidate) {
        return outgoing(candidate, table::findOrOpen);
    }

    @Override
    public String findOutgoing(String candidate) {
        return outgoing(candidate, table::find);
    }

    @Override
    public String openIncoming(String candidate) {
        return incoming(candidate, table::findOrOpen);
    }

    @Override
    public String findIncoming(String candidate) {
        return incoming(candidate, table::find);
    }

    /** Puts the outer socket's port in place of the local peer's; the address stays. */
    private static String outgoing(String candidate, Lookup sockets) {
        IceCandidateLine line = usable(candidate);
        if (line == null || !line.type().equals("host")) {
            return null;
        }
        RelaySocket outer = sockets.find(Side.LOCAL, PathTable.localPeer(line.port(), line.isIpv6()));
        return outer == null
                ? null
                : line.at(line.address(), outer.socket().port()).toString();
    }

    /** Puts the inner socket's address and port in place of the remote peer's. */
    private static String incoming(String candidate, Lookup sockets) {
        IceCandidateLine line = usable(candidate);
        if (line == null || line.port() == 0) {
            return null;
        }
        InetSocketAddress remotePeer;
        try {
            remotePeer = new InetSocketAddress(InetAddress.getByName(line.address()), line.port());
        } catch (UnknownHostException e) {
            return null;
        }
        RelaySocket inner = sockets.find(Side.REMOTE, remotePeer);
        return inner == null
                ? null
                : line.at(
                                PathTable.loopback(line.isIpv6()).getHostAddress(),
                                inner.socket().port())
                        .toString();
    }

    @Override
    public String original(String candidate) {
        IceCandidateLine line = IceCandidateLine.parse(candidate);
        InetSocketAddress remotePeer = line == null ? null : table.remotePeerAt(line.port());
        return remotePeer == null
                ? null
                : line.at(remotePeer.getAddress().getHostAddress(), remotePeer.getPort())
                        .toString();
    }

    private static IceCandidateLine usable(String candidate) {
        IceCandidateLine line = IceCandidateLine.parse(candidate);
        boolean carried = line != null && line.isUdp() && line.isFirstComponent() && line.hasIpAddress();
        return carried ? line : null;
    }
}
