package dev.bwe.core;

/** The kinds of detector that judge the congestion state from the delay between packet groups. */
public enum DelayDetectorType {
    /** A Kalman filter and an adaptive threshold, as in libwebrtc's receive side. This is the default. */
    KALMAN,
    /** The slope of a line through the smoothed delay and an adaptive threshold, as in libwebrtc's send side. */
    TRENDLINE
}
