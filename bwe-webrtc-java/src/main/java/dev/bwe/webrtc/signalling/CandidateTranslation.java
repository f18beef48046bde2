package dev.bwe.webrtc.signalling;

import org.jspecify.annotations.Nullable;

/** Puts the path's addresses in place of the peers' in candidate lines, and back. Used from any thread. */
public interface CandidateTranslation {
    /**
     * Returns a candidate of the local peer in the form for the remote peer, and opens its outer socket if there is none.
     *
     * @return null if the path can't carry it
     */
    @Nullable String openOutgoing(String candidate);

    /** Returns what {@link #openOutgoing} returned for a candidate; null if it has no outer socket. Opens nothing. */
    @Nullable String findOutgoing(String candidate);

    /**
     * Returns a candidate of the remote peer in the form for the local peer, and opens its inner socket if there is none.
     *
     * @return null if the path can't carry it
     */
    @Nullable String openIncoming(String candidate);

    /** Returns what {@link #openIncoming} returned for a candidate; null if it has no inner socket. Opens nothing. */
    @Nullable String findIncoming(String candidate);

    /** Returns the candidate for which {@link #openIncoming} returned this one; null for other candidates. */
    @Nullable String original(String candidate);
}
