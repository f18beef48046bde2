package dev.bwe.core.state;

/** What the rate control does with its estimate. */
public enum RateControlState {
    /** The estimate is kept while a queue drains. */
    HOLD,
    /** The estimate grows. */
    INCREASE,
    /** The estimate is lowered at this update. */
    DECREASE
}
