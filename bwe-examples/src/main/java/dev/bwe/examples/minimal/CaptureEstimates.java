package dev.bwe.examples.minimal;

import dev.bwe.core.BandwidthEstimator;
import dev.bwe.core.PacketInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints the estimates for a file with one packet a line: arrival in us, absolute send time, bytes of payload, SSRC. */
public final class CaptureEstimates {
    public static void main(String[] args) throws IOException {
        BandwidthEstimator estimator = new BandwidthEstimator();
        estimator.setListener((nowUs, bitrateBps, usage, ssrcs) ->
                System.out.println(nowUs + " " + bitrateBps + " " + usage + " " + ssrcs.size()));
        PacketInfo packet = new PacketInfo();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] columns = line.split(" ");
            long arrivalUs = Long.parseLong(columns[0]);
            packet.arrivalUs(arrivalUs).nowUs(arrivalUs);
            packet.absSendTime(Integer.parseInt(columns[1]));
            packet.payloadSize(Integer.parseInt(columns[2]));
            packet.ssrc(Integer.parseUnsignedInt(columns[3]));
            estimator.onPacket(packet);
        }
    }
}
