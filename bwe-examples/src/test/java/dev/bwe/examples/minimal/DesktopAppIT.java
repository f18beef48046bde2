package dev.bwe.examples.minimal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.examples.call.Call;
import dev.bwe.examples.call.Peer;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The desktop program with real peer connections. */
class DesktopAppIT {
    private static final int CONNECT_SECONDS = 15;
    private static final int ESTIMATE_SECONDS = 30;

    @Test
    void printsEstimatesOfACall() {
        try (Output output = new Output();
                Peer sender = Peer.plain();
                Peer receiver = Peer.interceptedBy(DesktopApp::intercept)) {
            sender.sendVideo(1);
            try (Call call = Call.between(sender, receiver).start()) {
                call.awaitConnected(CONNECT_SECONDS);
                String id = receiver.intercepted().id();
                long deadline = System.nanoTime() + ESTIMATE_SECONDS * 1_000_000_000L;
                while (output.lines().isEmpty() && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(20_000_000);
                }
                assertTrue(
                        output.lines().stream().anyMatch(line -> line.matches(id + ": \\d+ kbit/s, [A-Z]+")),
                        () -> "no estimate of " + id + " within " + ESTIMATE_SECONDS + " s: " + output.lines());
            }
        }
    }

    @Test
    void createsAndClosesAPeerConnection() {
        DesktopApp.main(new String[0]);
    }
}
