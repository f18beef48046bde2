package dev.bwe.core.state;

/** The state of the rate control. */
public enum RateControlState {
    /** The estimate does not change while a queue drains. */
    HOLD,
    /** The estimate increases. */
    INCREASE,
    /** The estimate is decreased at this update. */
    DECREASE
}
