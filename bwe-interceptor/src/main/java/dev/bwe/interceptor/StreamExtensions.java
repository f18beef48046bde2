package dev.bwe.interceptor;

/**
 * Under which ids a stream has what the estimator needs, and which of its clocks counts. Chosen when the stream is bound, from what was
 * negotiated for it; 0 where it was not.
 */
record StreamExtensions(int sendTimeId, boolean captureTime, int transportSequenceNumberId, int transportSequenceNumber2Id) {
    static StreamExtensions of(StreamInfo info, boolean allowCaptureTime) {
        int sendTimeId = info.headerExtensionId(HeaderExtension.ABS_SEND_TIME);
        boolean captureTime = sendTimeId == 0 && allowCaptureTime && info.headerExtensionId(HeaderExtension.ABS_CAPTURE_TIME) != 0;
        return new StreamExtensions(
                captureTime ? info.headerExtensionId(HeaderExtension.ABS_CAPTURE_TIME) : sendTimeId,
                captureTime,
                info.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER),
                info.headerExtensionId(HeaderExtension.TRANSPORT_WIDE_SEQUENCE_NUMBER_2));
    }
}
