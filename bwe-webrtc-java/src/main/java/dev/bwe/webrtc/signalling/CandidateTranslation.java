package dev.bwe.webrtc.signalling;

/** Puts the path's addresses in place of the peers' in candidate lines, and back. Used from any thread. */
public interface CandidateTranslation {
    /** Returns a candidate of the local peer as the remote peer is to see it, or null if the path can't carry it. Allocates a socket. */
    String outgoing(String candidate);

    /** Returns a candidate of the remote peer as the local peer is to see it, or null if the path can't carry it. Allocates a socket. */
    String incoming(String candidate);

    /** Returns what {@link #incoming} was given, from what it returned; null for other candidates. */
    String original(String candidate);
}
