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

    /** A candidate of the local peer as the remote peer shall see it: its own address with the outer socket's port. */
    @Override
    public String outgoing(String candidate) {
        IceCandidateLine line = usable(candidate);
        if (line == null || !line.type().equals("host")) {
            return null;
        }
        OuterSocket outer = table.outer(line.port(), line.isIpv6());
        return outer == null
                ? null
                : line.at(line.address(), outer.socket().port()).toString();
    }

    /** A candidate of the remote peer as the local peer shall see it: the inner socket that stands for it. */
    @Override
    public String incoming(String candidate) {
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
        InnerSocket inner = table.inner(remotePeer);
        return inner == null
                ? null
                : line.at(
                                PathTable.loopback(line.isIpv6()).getHostAddress(),
                                inner.socket().port())
                        .toString();
    }

    /** What {@link #incoming} was given, from what it returned; null for other candidates. */
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
