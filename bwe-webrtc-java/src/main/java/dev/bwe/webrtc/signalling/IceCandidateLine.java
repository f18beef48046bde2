package dev.bwe.webrtc.signalling;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An ICE candidate in its SDP form (RFC 8839 section 5.1), {@code candidate:...}, without the {@code a=}. Immutable.
 */
public final class IceCandidateLine {
    /** Longer than any that an agent makes; it ends up in descriptions, and native code reads it. */
    private static final int MAX_LENGTH = 1024;

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");
    private static final int COMPONENT = 1;
    private static final int TRANSPORT = 2;
    private static final int PRIORITY = 3;
    private static final int ADDRESS = 4;
    private static final int PORT = 5;
    private static final int TYPE = 7;
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final List<String> words;
    private final int port;
    private final @Nullable InetAddress ipAddress;

    private IceCandidateLine(List<String> words, int port) {
        this.words = words;
        this.port = port;
        this.ipAddress = IpAddress.parse(words.get(ADDRESS));
    }

    /** Reads a candidate; returns null if it is not well-formed. */
    public static @Nullable IceCandidateLine parse(String line) {
        if (line == null || line.length() > MAX_LENGTH) {
            return null;
        }
        String text = (line.startsWith("a=") ? line.substring(2) : line).strip();
        if (!PRINTABLE.matcher(text).matches()) {
            return null;
        }
        List<String> words = List.of(text.split(" +"));
        if (words.size() <= TYPE
                || !words.get(0).startsWith("candidate:")
                || !words.get(TYPE - 1).equals("typ")
                || number(words.get(COMPONENT), 256) < 1
                || number(words.get(PRIORITY), 0xFFFF_FFFFL) < 0) {
            return null;
        }
        long port = number(words.get(PORT), 65_535);
        return port < 0 ? null : new IceCandidateLine(words, (int) port);
    }

    private static long number(String word, long max) {
        if (!NUMBER.matcher(word).matches()) {
            return -1;
        }
        long value = Long.parseLong(word);
        return value <= max ? value : -1;
    }

    public boolean isUdp() {
        return words.get(TRANSPORT).equalsIgnoreCase("udp");
    }

    /** Returns true if it is for RTP (or RTP and RTCP on one port), not for a separate RTCP port. */
    public boolean isFirstComponent() {
        return words.get(COMPONENT).equals("1");
    }

    /** Returns true if its address is an IP address, not a name (multicast DNS names hide addresses). */
    public boolean hasIpAddress() {
        return ipAddress != null;
    }

    /** Returns the IP address, or null if it has a name. */
    public @Nullable InetAddress ipAddress() {
        return ipAddress;
    }

    /** Returns true if its address is an IPv6 one; an IPv4 address in IPv6 form ({@code ::ffff:192.0.2.1}) is not. */
    public boolean isIpv6() {
        return ipAddress instanceof Inet6Address;
    }

    /**
     * Returns true if the local peer may be made to send there. The native peer checks the candidates it is given, but sees the
     * path's addresses in them; so its checks are repeated: no any-address, no port below 1024 but 80 and 443, and those two on public
     * addresses only. Multicast and broadcast addresses can't be a peer either.
     */
    public boolean isAllowedDestination() {
        if (ipAddress == null
                || ipAddress.isAnyLocalAddress()
                || ipAddress.isMulticastAddress()
                || isBroadcast(ipAddress)) {
            return false;
        }
        return port >= FIRST_UNPRIVILEGED_PORT || (port == HTTP || port == HTTPS) && !isPrivate(ipAddress);
    }

    public String address() {
        return words.get(ADDRESS);
    }

    public int port() {
        return port;
    }

    /** Returns {@code host}, {@code srflx}, {@code prflx} or {@code relay}. */
    public String type() {
        return words.get(TYPE);
    }

    /** Returns the same candidate with another address; a related address, which would give away the former one, is blanked. */
    public IceCandidateLine at(String address, int newPort) {
        List<String> moved = new ArrayList<>(words);
        moved.set(ADDRESS, address);
        moved.set(PORT, Integer.toString(newPort));
        for (int i = TYPE + 1; i + 1 < moved.size(); i += 2) {
            switch (moved.get(i)) {
                case "raddr" -> moved.set(i + 1, isIpv6() ? "::" : "0.0.0.0");
                case "rport" -> moved.set(i + 1, "0");
                default -> {}
            }
        }
        return new IceCandidateLine(List.copyOf(moved), newPort);
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }

    private static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (byte part : bytes) {
            if (part != -1) {
                return false;
            }
        }
        return true;
    }

    /** Loopback, link-local, private (RFC 1918, RFC 4193) and shared (RFC 6598) addresses. */
    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length > 4 && (bytes[0] & 0xFE) == 0xFC;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 0x40;
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || uniqueLocal
                || shared;
    }
}
