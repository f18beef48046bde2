package dev.bwe.examples.emulator;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line of a UDP host candidate with an IPv4 address (RFC 8839 section 5.1): the address, and the text around it, which is not
 * interpreted. Immutable.
 */
public final class HostCandidate {
    private static final int MAX_PORT = 65_535;
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FORM = Pattern.compile(
            "((?:a=)?candidate:\\S+ +\\d+ +(?i:udp) +\\d+ +)(%1$s(?:\\.%1$s){3}) +(\\d{1,5})( +typ +host(?: .*)?)"
                    .formatted(OCTET));

    private final String before;
    private final InetSocketAddress address;
    private final String after;

    private HostCandidate(String before, InetSocketAddress address, String after) {
        this.before = before;
        this.address = address;
        this.after = after;
    }

    /**
     * Reads a line.
     *
     * @param line a candidate line, with or without {@code a=}
     * @return the candidate, or null for a candidate of any other kind
     */
    public static @Nullable HostCandidate parse(String line) {
        Matcher form = FORM.matcher(line.strip());
        if (!form.matches()) {
            return null;
        }
        int port = Integer.parseInt(form.group(3));
        if (port == 0 || port > MAX_PORT) {
            return null;
        }
        try {
            // An address in digits is not looked up.
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(form.group(2)), port);
            return new HostCandidate(form.group(1), address, form.group(4));
        } catch (UnknownHostException e) {
            throw new AssertionError("four numbers up to 255 are an address", e);
        }
    }

    /**
     * Returns the candidate's address.
     *
     * @return an IPv4 address with a port
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Returns the line with another address.
     *
     * @param other the address to put in place of the candidate's
     * @return the line without its line end
     */
    public String withAddress(InetSocketAddress other) {
        return before + other.getAddress().getHostAddress() + " " + other.getPort() + after;
    }
}
