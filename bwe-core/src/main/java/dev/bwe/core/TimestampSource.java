package dev.bwe.core;

/** The timestamps from which the estimator takes the send time of a packet. */
public enum TimestampSource {
    /** The abs-send-time header extension. A packet without it is ignored entirely. This is the default. */
    ABS_SEND_TIME,
    /** The RTP timestamp plus the transmission time offset, if there is one. The abs-send-time extension is ignored. */
    RTP_TIMESTAMP,
    /**
     * RTP timestamps at first, absolute send times from the first packet that carries one, and RTP timestamps again after 30
     * packets in a row without, as in libwebrtc's receive-side congestion controller. Each change starts a new estimate.
     */
    AUTOMATIC
}
