package dev.bwe.interceptor.log;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Logs what a listener or an interceptor of the application throws, {@link Error}s included: the first failure as a warning, later
 * ones at debug level, since a listener that fails once may fail for every packet. Safe for use by any thread; never throws.
 */
public final class FailureLog {
    private final Logger logger;
    private final String peerConnectionId;
    private final String what;
    private final AtomicBoolean reported = new AtomicBoolean();

    /**
     * Makes a log.
     *
     * @param logger           the logger of the class that calls the listener
     * @param peerConnectionId names the peer connection; is escaped here
     * @param what             names what fails, for instance {@code the packet dump listener}
     */
    public FailureLog(Logger logger, String peerConnectionId, String what) {
        this.logger = logger;
        this.peerConnectionId = LogText.of(peerConnectionId);
        this.what = what;
    }

    /**
     * Logs a failure.
     *
     * @param failure what was thrown
     */
    @SuppressWarnings("UnusedException")
    public void report(Throwable failure) {
        try {
            if (reported.compareAndSet(false, true)) {
                logger.warn(
                        "{}: {} failed; its further failures are logged at debug level",
                        peerConnectionId,
                        what,
                        failure);
            } else {
                logger.debug("{}: {} failed again", peerConnectionId, what, failure);
            }
        } catch (Throwable e) {
            // A logger that fails, for lack of memory for instance, must not stop media either.
            return;
        }
    }
}
