package dev.bwe.core;

/** How the congestion state is judged from the delay between packet groups. */
public enum DelayDetectorType {
    /** A Kalman filter and an adaptive threshold: what libwebrtc's receive side does, and the default. */
    KALMAN,
    /** The slope of a line through the smoothed delay, and an adaptive threshold: what libwebrtc's send side does. */
    TRENDLINE
}
