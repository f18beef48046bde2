package dev.bwe.interceptor.estimate;

import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.StreamInfo;

/**
 * The ids of the header extensions that the estimator needs of a stream, 0 for an extension that was not negotiated, and which of the
 * stream's clocks count. Determined when the stream is bound.
 *
 * @param sendTimeId    of the absolute send time or its replacement, 0 also where send times do not count
 * @param captureTime   true if the absolute capture time replaces the absolute send time
 * @param rtpTimestamps true if a packet without send time counts by its RTP timestamp
 */
record StreamExtensions(
        int sendTimeId,
        boolean captureTime,
        boolean rtpTimestamps,
        int transmissionOffsetId,
        int transportSequenceNumberId,
        int transportSequenceNumber2Id) {

    /** The clock rate that the estimator assumes for RTP timestamps, which is that of all video. */
    private static final int TICKS_PER_S = 90_000;

    private static final int UNKNOWN_CLOCK_RATE = 0;

    /** The one that was made last: sessions usually negotiate the same ids, and then share one object in the processor's cache. */
    private static volatile StreamExtensions latest = new StreamExtensions(0, false, false, 0, 0, 0);

    static StreamExtensions of(StreamInfo info, boolean allowCaptureTime, TimestampSource source) {
        boolean sendTimes = source != TimestampSource.RTP_TIMESTAMP;
        int absSendTimeId = sendTimes ? info.headerExtensionId(HeaderExtension.ABS_SEND_TIME) : 0;
        int captureTimeId =
                sendTimes && allowCaptureTime ? info.headerExtensionId(HeaderExtension.ABS_CAPTURE_TIME) : 0;
        boolean captureTime = absSendTimeId == 0 && captureTimeId != 0;
        boolean rtpTimestamps = source != TimestampSource.ABS_SEND_TIME
                && !info.isAudio()
                && (info.clockRate() == TICKS_PER_S || info.clockRate() == UNKNOWN_CLOCK_RATE);
        StreamExtensions extensions = new StreamExtensions(
                captureTime ? captureTimeId : absSendTimeId,
                captureTime,
                rtpTimestamps,
                info.headerExtensionId(HeaderExtension.TRANSMISSION_OFFSET),
                info.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER),
                info.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER_2));
        StreamExtensions shared = latest;
        if (extensions.equals(shared)) {
            return shared;
        }
        latest = extensions;
        return extensions;
    }
}
