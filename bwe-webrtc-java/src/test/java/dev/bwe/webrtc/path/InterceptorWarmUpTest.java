package dev.bwe.webrtc.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bwe.core.state.BandwidthUsage;
import java.io.IOException;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class InterceptorWarmUpTest {
    @Test
    void goesThroughAllStatesOfTheEstimator() throws IOException {
        assertEquals(EnumSet.allOf(BandwidthUsage.class), InterceptorWarmUp.run());
    }
}
