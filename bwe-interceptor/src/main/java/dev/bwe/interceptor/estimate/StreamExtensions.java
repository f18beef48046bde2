package dev.bwe.interceptor.estimate;

import dev.bwe.core.TimestampSource;
import dev.bwe.interceptor.HeaderExtension;
import dev.bwe.interceptor.StreamInfo;

/**
 * Under which ids a stream has what the estimator needs, and which of its clocks count. Chosen when the stream is bound, from what was
 * negotiated for it; 0 where it was not.
 *
 * @param sendTimeId    absolute send time or what stands in for it, 0 also where it does not count
 * @param captureTime   whether the absolute capture time stands in for it
 * @param rtpTimestamps whether a packet counts without it, by its RTP timestamp
 */
record StreamExtensions(
        int sendTimeId,
        boolean captureTime,
        boolean rtpTimestamps,
        int transmissionOffsetId,
        int transportSequenceNumberId,
        int transportSequenceNumber2Id) {

    /** The clock rate that the estimator takes RTP timestamps to have, which is that of all video. */
    private static final int TICKS_PER_S = 90_000;

    private static final int UNKNOWN_CLOCK_RATE = 0;

    static StreamExtensions of(StreamInfo info, boolean allowCaptureTime, TimestampSource source) {
        boolean sendTimes = source != TimestampSource.RTP_TIMESTAMP;
        int absSendTimeId = sendTimes ? info.headerExtensionId(HeaderExtension.ABS_SEND_TIME) : 0;
        int captureTimeId =
                sendTimes && allowCaptureTime ? info.headerExtensionId(HeaderExtension.ABS_CAPTURE_TIME) : 0;
        boolean captureTime = absSendTimeId == 0 && captureTimeId != 0;
        boolean rtpTimestamps = source != TimestampSource.ABS_SEND_TIME
                && !info.isAudio()
                && (info.clockRate() == TICKS_PER_S || info.clockRate() == UNKNOWN_CLOCK_RATE);
        return new StreamExtensions(
                captureTime ? captureTimeId : absSendTimeId,
                captureTime,
                rtpTimestamps,
                info.headerExtensionId(HeaderExtension.TRANSMISSION_OFFSET),
                info.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER),
                info.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER_2));
    }
}
