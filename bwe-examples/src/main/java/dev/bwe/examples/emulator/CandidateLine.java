package dev.bwe.examples.emulator;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** An ICE candidate line (RFC 8839, section 5.1) of which only the transport address is of interest. */
final class CandidateLine {
    // candidate:foundation component transport priority address port typ type ...
    private static final int TRANSPORT = 2;
    private static final int ADDRESS = 4;
    private static final int PORT = 5;
    private static final int TYPE = 7;

    private final String[] tokens;
    private final InetSocketAddress address;

    private CandidateLine(String[] tokens, InetSocketAddress address) {
        this.tokens = tokens;
        this.address = address;
    }

    /** Reads a line, with or without {@code a=}; null if it is anything but a UDP host candidate with an IPv4 address. */
    static CandidateLine parse(String line) {
        String[] tokens = line.strip().split(" +");
        if (tokens.length <= TYPE
                || !tokens[0].replaceFirst("^a=", "").startsWith("candidate:")
                || !tokens[TRANSPORT].equalsIgnoreCase("udp")
                || !tokens[TYPE - 1].equals("typ")
                || !tokens[TYPE].equals("host")) {
            return null;
        }
        byte[] ip = ipv4(tokens[ADDRESS]);
        int port = tokens[PORT].matches("\\d{1,5}") ? Integer.parseInt(tokens[PORT]) : 0;
        if (ip == null || port == 0 || port > 65_535) {
            return null;
        }
        try {
            return new CandidateLine(tokens, new InetSocketAddress(InetAddress.getByAddress(ip), port));
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are always an address", e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    String withAddress(InetSocketAddress other) {
        List<String> rewritten = Arrays.asList(tokens.clone());
        rewritten.set(ADDRESS, other.getAddress().getHostAddress());
        rewritten.set(PORT, Integer.toString(other.getPort()));
        return String.join(" ", rewritten);
    }

    // Literals only: InetAddress.getByName would ask a name server about a ".local" name.
    private static byte[] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] ip = new byte[4];
        if (parts.length != ip.length) {
            return null;
        }
        for (int i = 0; i < ip.length; i++) {
            if (!parts[i].matches("\\d{1,3}") || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            ip[i] = (byte) Integer.parseInt(parts[i]);
        }
        return ip;
    }
}
