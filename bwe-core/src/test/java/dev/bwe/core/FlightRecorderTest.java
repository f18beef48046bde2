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

/** The events in a JDK Flight Recorder recording of a call. */
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
    void recordsWhyLibwebrtcsScheduleSendsRembOrNot() throws IOException {
        RembSchedule schedule = RembSchedule.likeLibwebrtc((nowUs, bitrateBps, ssrcs) -> {});
        SsrcList streams = Ssrcs.of(7);
        List<RecordedEvent> events = record(() -> {
            schedule.onEstimate(0, 1_000_000, streams);
            schedule.onEstimate(100_000, 1_000_000, streams);
            schedule.onEstimate(110_000, 900_000, streams);
            schedule.onEstimate(400_000, 900_000, streams);
            schedule.setMaxBitrate(1_000_000, 410_000, streams);
            schedule.setMaxBitrate(500_000, 420_000, streams);
        });

        assertEquals(
                List.of(
                        "0 true DUE 1000000",
                        "100000 false TOO_SOON 1000000",
                        "110000 true FALL 900000",
                        "400000 true DUE 900000",
                        "410000 false WITHIN_LIMIT 1000000",
                        "420000 true LIMIT 500000"),
                decisions(events));
        assertEquals(1, schedulesIn(events));
    }

    @Test
    void recordsWhyIntervalScheduleSendsRembOrNot() throws IOException {
        RembSchedule schedule = RembSchedule.atInterval(1_000_000, (nowUs, bitrateBps, ssrcs) -> {});
        SsrcList streams = Ssrcs.of(7);
        List<RecordedEvent> events = record(() -> {
            schedule.setMaxBitrate(2_000_000, 0, streams);
            schedule.process(5, streams);
            schedule.onEstimate(10, 1_000_000, streams);
            schedule.onEstimate(20, 990_000, streams);
            schedule.onEstimate(30, 900_000, streams);
            schedule.process(40, streams);
            schedule.process(1_000_030, streams);
            schedule.onEstimate(2_000_030, 950_000, streams);
            schedule.setMaxBitrate(940_000, 2_000_040, streams);
            schedule.setMaxBitrate(500_000, 2_000_050, streams);
            schedule.setMaxBitrate(400_000, 2_000_060, Ssrcs.of());
        });

        assertEquals(
                List.of(
                        "0 false NO_ESTIMATE 2000000",
                        "10 true DUE 1000000",
                        "20 false TOO_SOON 990000",
                        "30 true FALL 900000",
                        "1000030 true DUE 900000",
                        "2000030 true DUE 950000",
                        "2000040 false WITHIN_LIMIT 940000",
                        "2000050 true LIMIT 500000",
                        "2000060 false NO_ESTIMATE 400000"),
                decisions(events));
        assertEquals(1, schedulesIn(events));
    }

    private static List<String> decisions(List<RecordedEvent> events) {
        return events.stream()
                .map(event -> event.getDuration("decisionTime").toNanos() / 1000 + " " + event.getBoolean("sent") + " "
                        + event.getString("reason") + " " + event.getLong("bitrate"))
                .toList();
    }

    private static long schedulesIn(List<RecordedEvent> events) {
        return events.stream().map(event -> event.getInt("schedule")).distinct().count();
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
