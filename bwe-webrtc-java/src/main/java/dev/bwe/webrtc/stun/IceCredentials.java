package dev.bwe.webrtc.stun;

/**
 * The ICE credentials of one peer.
 *
 * @param ufrag the user name fragment
 * @param pwd   the password
 */
record IceCredentials(String ufrag, String pwd) {
}
