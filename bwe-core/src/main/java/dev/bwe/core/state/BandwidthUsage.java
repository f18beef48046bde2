package dev.bwe.core.state;

/** The congestion state of the path, judged from the trend of the one-way delay. */
public enum BandwidthUsage {
    /** The delay is steady: the path carries what is sent. */
    NORMAL,
    /** The delay falls: a queue on the path is draining. */
    UNDERUSING,
    /** The delay rises: more is sent than the path carries. */
    OVERUSING
}
