package dev.bwe.core;

/** Which timestamps tell the estimator when the sender sent a packet. */
public enum TimestampSource {
    /** The abs-send-time header extension; a packet without it is ignored entirely. The default. */
    ABS_SEND_TIME,
    /** The RTP timestamp, and the transmission time offset where there is one; the abs-send-time extension is not looked at. */
    RTP_TIMESTAMP,
    /**
     * Begins with RTP timestamps, goes over to absolute send times with the first packet that carries one, and back after 30
     * packets in a row that don't, as libwebrtc's receive-side congestion controller does. Each change begins a new estimate.
     */
    AUTOMATIC
}
