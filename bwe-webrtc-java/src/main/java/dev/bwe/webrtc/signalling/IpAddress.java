package dev.bwe.webrtc.signalling;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Reads IP addresses in their text form (RFC 4291 section 2.2, RFC 6943 section 3.1.1) without any resolver: what is not an address
 * must not be looked up as a name. Zones ({@code %eth0}) are not allowed. Stateless.
 */
final class IpAddress {
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int MAX_TEXT = 45;

    private IpAddress() {}

    /**
     * Reads an address. An IPv4 address in IPv6 form ({@code ::ffff:192.0.2.1}) is an IPv4 address, as Java has it everywhere.
     *
     * @return the address, or null if the text is none
     */
    static @Nullable InetAddress parse(String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            return null;
        }
        byte[] bytes = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes make an address", e);
        }
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != IPV4_LENGTH) {
            return null;
        }
        byte[] bytes = new byte[IPV4_LENGTH];
        for (int i = 0; i < IPV4_LENGTH; i++) {
            int value = number(parts[i], 10, 3);
            // A leading zero would be octal to some readers.
            if (value < 0 || value > 255 || parts[i].length() > 1 && parts[i].charAt(0) == '0') {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] whole = groups(text);
            return whole != null && whole.length == IPV6_LENGTH ? whole : null;
        }
        byte[] before = groups(text.substring(0, gap));
        byte[] after = groups(text.substring(gap + 2));
        if (before == null || after == null || before.length + after.length > IPV6_LENGTH - 2) {
            return null;
        }
        if (text.substring(0, gap).indexOf('.') >= 0) {
            return null;
        }
        byte[] bytes = new byte[IPV6_LENGTH];
        System.arraycopy(before, 0, bytes, 0, before.length);
        System.arraycopy(after, 0, bytes, IPV6_LENGTH - after.length, after.length);
        return bytes;
    }

    /** Returns the bytes of groups of up to four hexadecimal digits, of which the last may be an IPv4 address; null if malformed. */
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > IPV6_LENGTH / 2) {
            return null;
        }
        byte[] ipv4 = parts[parts.length - 1].indexOf('.') < 0 ? new byte[0] : ipv4(parts[parts.length - 1]);
        if (ipv4 == null) {
            return null;
        }
        int hexadecimal = ipv4.length == 0 ? parts.length : parts.length - 1;
        byte[] bytes = new byte[2 * hexadecimal + ipv4.length];
        for (int i = 0; i < hexadecimal; i++) {
            int value = number(parts[i], 16, 4);
            if (value < 0) {
                return null;
            }
            bytes[2 * i] = (byte) (value >> 8);
            bytes[2 * i + 1] = (byte) value;
        }
        System.arraycopy(ipv4, 0, bytes, 2 * hexadecimal, ipv4.length);
        return bytes.length <= IPV6_LENGTH ? bytes : null;
    }

    /** Returns the value of one to so many ASCII digits, or -1. */
    private static int number(String digits, int radix, int maxDigits) {
        if (digits.isEmpty() || digits.length() > maxDigits) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
