package dev.bwe.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.DataAmount;
import jdk.jfr.Frequency;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JDK Flight Recorder recording tells of a call. */
class FlightRecorderTest {
    @TempDir
    Path folder;

    private final PacketInfo packet = new PacketInfo();

    @Test
    void recordsProbeAndUpdate() throws IOException {
        BandwidthEstimator estimator = new BandwidthEstimator();
        List<RecordedEvent> events = record(() -> probes(estimator));

        RecordedEvent probe = only("dev.bwe.Probe", events);
        assertEquals(800_000, probe.getLong("bitrate"));
        assertEquals(Duration.ofMillis(40), probe.getDuration("packetTime"));
        RecordedEvent update = only("dev.bwe.EstimateUpdate", events);
        assertEquals(801_000, update.getLong("estimate"));
        assertEquals(
                "NORMAL INCREASE 1",
                update.getString("usage") + " " + update.getString("rateControlState") + " "
                        + update.getInt("streams"));
        assertEquals(estimator.incomingRateBps(40_000), update.getLong("incomingRate"));
        assertEquals(Duration.ofMillis(200), update.getDuration("roundTripTime"));
        assertEquals(probe.getInt("estimator"), update.getInt("estimator"));
    }

    @Test
    void recordsOveruseOnceItBegins() throws IOException {
        BandwidthEstimator estimator = new BandwidthEstimator();
        List<RecordedEvent> events = record(() -> {
            for (int i = 0; i < 60; i++) {
                feed(estimator, 10_000L * i, 12_000L * i);
            }
        });

        RecordedEvent overuse = only("dev.bwe.Overuse", events);
        assertTrue(overuse.getDouble("trend") > overuse.getDouble("threshold"), overuse.toString());
        assertTrue(overuse.getLong("incomingRate") > 0, overuse.toString());
    }

    @Test
    void recordsWhyRembIsSentOrNot() throws IOException {
        RembThrottler throttler = new RembThrottler((nowUs, bitrateBps, ssrcs) -> {});
        SsrcList streams = new BandwidthEstimator().ssrcs();
        List<RecordedEvent> events = record(() -> {
            throttler.onEstimate(0, 1_000_000, streams);
            throttler.onEstimate(100_000, 1_000_000, streams);
            throttler.onEstimate(110_000, 900_000, streams);
            throttler.onEstimate(400_000, 900_000, streams);
            throttler.setMaxBitrate(1_000_000, 410_000);
            throttler.setMaxBitrate(500_000, 420_000);
        });

        assertEquals(
                List.of("true DUE", "false TOO_SOON", "true FALL", "true DUE", "false WITHIN_LIMIT", "true LIMIT"),
                events.stream()
                        .filter(event -> event.getEventType().getName().equals("dev.bwe.RembDecision"))
                        .map(event -> event.getBoolean("sent") + " " + event.getString("reason"))
                        .toList());
    }

    @Test
    void namesFieldsAndUnits() throws IOException {
        List<RecordedEvent> events = record(() -> probes(new BandwidthEstimator()));
        for (RecordedEvent event : events) {
            assertEquals(List.of("Bandwidth Estimation"), event.getEventType().getCategoryNames());
            for (ValueDescriptor field : event.getFields()) {
                assertTrue(
                        field.getLabel() != null,
                        event.getEventType().getName() + "." + field.getName() + " has no label");
            }
        }
        RecordedEvent update = only("dev.bwe.EstimateUpdate", events);
        ValueDescriptor estimate = update.getEventType().getField("estimate");
        assertEquals(DataAmount.BITS, estimate.getAnnotation(DataAmount.class).value());
        assertNotNull(estimate.getAnnotation(Frequency.class));
    }

    private List<RecordedEvent> record(Runnable call) throws IOException {
        Path file = folder.resolve("call.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.bwe.EstimateUpdate");
            recording.start();
            call.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.bwe."))
                .toList();
    }

    private static RecordedEvent only(String name, List<RecordedEvent> events) {
        List<RecordedEvent> named = events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
        assertEquals(1, named.size(), name + " among " + events);
        return named.get(0);
    }

    private void probes(BandwidthEstimator estimator) {
        for (int i = 0; i < 5; i++) {
            feed(estimator, 10_000L * i, 10_000L * i);
        }
    }

    private void feed(BandwidthEstimator estimator, long sentUs, long arrivalUs) {
        estimator.onPacket(packet.arrivalUs(arrivalUs)
                .nowUs(arrivalUs)
                .absSendTime(AbsSendTime.fromUs(sentUs))
                .payloadSize(1000)
                .ssrc(7));
    }
}
