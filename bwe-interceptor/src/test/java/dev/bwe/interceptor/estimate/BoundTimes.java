package dev.bwe.interceptor.estimate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * When which stream was bound, in microseconds: from before its first packet until after its unbind. Each stream's times are
 * written by one thread and read by any.
 */
final class BoundTimes {
    private static final long STILL = Long.MAX_VALUE;

    /** By SSRC, the end of each time by its beginning. */
    private final Map<Integer, ConcurrentSkipListMap<Long, Long>> times = new HashMap<>();

    /** For the SSRCs 0 to {@code numbers} - 1 and those that are one or several steps above them. */
    BoundTimes(int numbers, int steps, int step) {
        for (int number = 0; number < numbers; number++) {
            for (int i = 0; i < steps; i++) {
                times.put(number + step * i, new ConcurrentSkipListMap<>());
            }
        }
    }

    /** Says that the stream's first packet is about to come. */
    void begin(int ssrc, long nowUs) {
        times.get(ssrc).put(nowUs, STILL);
    }

    /** Says that the stream has been unbound. */
    void end(int ssrc, long nowUs) {
        times.get(ssrc).put(times.get(ssrc).lastKey(), nowUs);
    }

    /**
     * Whether it may have been bound at a time. What was bound later, or unbound before, was not: whoever reads the clock
     * under the interceptor's lock finds the one not yet there, and the other gone.
     */
    boolean wasBound(int ssrc, long timeUs) {
        ConcurrentSkipListMap<Long, Long> ofStream = times.get(ssrc);
        Map.Entry<Long, Long> last = ofStream == null ? null : ofStream.floorEntry(timeUs);
        return last != null && last.getValue() >= timeUs;
    }

    /** The time around or before a time, for a message. */
    String toString(int ssrc, long timeUs) {
        ConcurrentSkipListMap<Long, Long> ofStream = times.get(ssrc);
        return ofStream == null ? "no time" : String.valueOf(ofStream.floorEntry(timeUs));
    }
}
