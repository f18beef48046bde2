package dev.bwe.webrtc.stun;

/**
 * The ICE credentials of one peer.
 *
 * @param ufrag the user name fragment
 * @param pwd   the password
 */
public record IceCredentials(String ufrag, String pwd) {}
