package dev.bwe.webrtc.path;

import dev.bwe.webrtc.srtp.SrtpKeys;
import dev.bwe.webrtc.srtp.SrtpProfile;
import dev.bwe.webrtc.srtp.SrtpTransform;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares what a call's first packets need: on first use ciphers are looked up, and neither their code nor an interceptor's is compiled
 * yet.
 *
 * <p>Runs once per JVM, on a daemon thread of its own. Thread-safe.
 */
public final class PathWarmUp {
    /** Enough packets for the just-in-time compiler to compile the ciphers' inner loops; takes about 0.1 s. */
    private static final int PACKETS = 2000;

    private static final int PACKET_LENGTH = 1200;

    private PathWarmUp() {}

    /** Starts the warm-up if it has not run yet. The future completes normally when it has ended, also if it failed. */
    public static CompletableFuture<Void> start() {
        return Once.READY.copy();
    }

    private static final class Once {
        private static final CompletableFuture<Void> READY = new CompletableFuture<>();

        static {
            Thread thread = new Thread(Once::run, "bwe-warm-up");
            thread.setDaemon(true);
            thread.start();
        }

        private static void run() {
            try {
                for (SrtpProfile profile : SrtpProfile.PREFERENCE) {
                    exercise(profile);
                }
                InterceptorWarmUp.run();
            } catch (IOException | RuntimeException | LinkageError e) {
                logger().warn("the warm-up failed; the first call will start slowly", e);
            } finally {
                READY.complete(null);
            }
        }

        private static Logger logger() {
            return LoggerFactory.getLogger(PathWarmUp.class);
        }
    }

    private static void exercise(SrtpProfile profile) {
        byte[] material = new byte[SrtpKeys.materialLength(profile)];
        SrtpTransform sender = new SrtpTransform(new SrtpKeys(profile, material, true));
        SrtpTransform receiver = new SrtpTransform(new SrtpKeys(profile, material, false));
        byte[] packet = new byte[PACKET_LENGTH];
        packet[0] = (byte) 0x80;
        for (int i = 0; i < PACKETS; i++) {
            packet[2] = (byte) (i >> 8);
            packet[3] = (byte) i;
            byte[] sealed = Objects.requireNonNull(sender.protectRtp(packet, 0, PACKET_LENGTH))
                    .copy();
            receiver.unprotectRtp(sealed, 0, sealed.length);
        }
        byte[] sealed = Objects.requireNonNull(sender.protectRtcp(packet, 0, PACKET_LENGTH))
                .copy();
        receiver.unprotectRtcp(sealed, 0, sealed.length);
    }
}
