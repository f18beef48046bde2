package dev.bwe.interceptor.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.Attributes;
import org.junit.jupiter.api.Test;

class PacketIntakeTest {
    private final PacketInfoPool.Entry entry = new PacketInfoPool(
                    new BoundStream(
                            Call.video(5), StreamExtensions.of(Call.video(5), false, TimestampSource.ABS_SEND_TIME)),
                    1)
            .acquire();
    private final PacketIntake intake = new PacketIntake(() -> 77, null, null, null);

    @Test
    void aPacketThatIsLeftArrivedWhenItWasLeft() {
        entry.packet.arrivalUs(Attributes.NO_ARRIVAL_TIME);
        intake.leave(entry);
        assertEquals(77, entry.packet.arrivalUs());
    }

    @Test
    void unlessItsReaderSaidWhen() {
        entry.packet.arrivalUs(33);
        intake.leave(entry);
        assertEquals(33, entry.packet.arrivalUs());
    }
}
