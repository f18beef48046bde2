package dev.bwe.webrtc.signalling;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An ICE candidate in its SDP form (RFC 8839 section 5.1), {@code candidate:...}, without the {@code a=}. Immutable.
 */
public final class IceCandidateLine {
    private static final Pattern IPV4 =
            Pattern.compile("(%1$s\\.){3}%1$s".formatted("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)"));
    private static final int COMPONENT = 1;
    private static final int TRANSPORT = 2;
    private static final int ADDRESS = 4;
    private static final int PORT = 5;
    private static final int TYPE = 7;

    private final List<String> words;

    private IceCandidateLine(List<String> words) {
        this.words = words;
    }

    /** Reads a candidate; null for what is not a well-formed one. */
    public static IceCandidateLine parse(String line) {
        String text = line.startsWith("a=") ? line.substring(2) : line;
        List<String> words = List.of(text.trim().split(" +"));
        if (words.size() <= TYPE
                || !words.get(0).startsWith("candidate:")
                || !words.get(TYPE - 1).equals("typ")) {
            return null;
        }
        try {
            int port = Integer.parseInt(words.get(PORT));
            return port < 0 || port > 65_535 ? null : new IceCandidateLine(words);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    public boolean isUdp() {
        return words.get(TRANSPORT).equalsIgnoreCase("udp");
    }

    /** Tells whether it is for RTP (or RTP and RTCP on one port), not for a separate RTCP port. */
    public boolean isFirstComponent() {
        return words.get(COMPONENT).equals("1");
    }

    /** Tells whether its address is an IP address, not a name (multicast DNS names hide addresses). */
    public boolean hasIpAddress() {
        return isIpv6() || IPV4.matcher(address()).matches();
    }

    public boolean isIpv6() {
        return address().indexOf(':') >= 0;
    }

    public String address() {
        return words.get(ADDRESS);
    }

    public int port() {
        return Integer.parseInt(words.get(PORT));
    }

    /** {@code host}, {@code srflx}, {@code prflx} or {@code relay}. */
    public String type() {
        return words.get(TYPE);
    }

    /** The same candidate somewhere else; a related address, which would give away the former place, is blanked. */
    public IceCandidateLine at(String address, int port) {
        List<String> moved = new ArrayList<>(words);
        moved.set(ADDRESS, address);
        moved.set(PORT, Integer.toString(port));
        for (int i = TYPE + 1; i + 1 < moved.size(); i += 2) {
            switch (moved.get(i)) {
                case "raddr" -> moved.set(i + 1, isIpv6() ? "::" : "0.0.0.0");
                case "rport" -> moved.set(i + 1, "0");
                default -> {}
            }
        }
        return new IceCandidateLine(List.copyOf(moved));
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
