package dev.bwe.examples.emulator;

/**
 * Loss that comes in bursts: the Gilbert-Elliott model, a two-state Markov chain that moves once per packet.
 *
 * @param enter probability that a packet in the good state is the first of a burst, 0 to 1
 * @param leave probability that a packet in the bad state ends the burst, above 0, at most 1; a burst lasts 1/leave packets on average
 * @param lossInBad probability that a packet in the bad state is lost, 0 to 1
 */
public record BurstLoss(double enter, double leave, double lossInBad) {
    /** No bursts. */
    public static final BurstLoss NONE = new BurstLoss(0, 1, 0);

    /**
     * Checks the probabilities.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public BurstLoss {
        LinkProfile.requireProbability("burst loss enter", enter);
        LinkProfile.requireProbability("burst loss leave", leave);
        LinkProfile.requireProbability("burst loss in the bad state", lossInBad);
        if (leave == 0) {
            throw new IllegalArgumentException("burst loss leave = 0.0: must be above 0, or a burst would never end");
        }
    }
}
