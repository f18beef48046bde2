package dev.bwe.interceptor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Inputs that were once handled wrongly, from the test resources. */
public final class Cases {
    private Cases() {}

    /** One packet of a {@code stats-*} case. */
    public record Packet(int sequenceNumber, int timestamp, long arrivalUs) {}

    /** Returns the text of a case. */
    public static String text(String name) throws IOException {
        try (InputStream in = Cases.class.getResourceAsStream("/cases/" + name)) {
            if (in == null) {
                throw new IOException("no case named " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the packets of a {@code stats-*} case in the order of their arrival. */
    public static List<Packet> packets(String name) throws IOException {
        return text(name)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .map(words -> new Packet(
                        Integer.parseInt(words[0]), Integer.parseUnsignedInt(words[1]), Long.parseLong(words[2])))
                .toList();
    }
}
