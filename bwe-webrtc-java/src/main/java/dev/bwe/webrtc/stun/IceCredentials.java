package dev.bwe.webrtc.stun;

/**
 * The ICE credentials of one peer. Its text form leaves the password out.
 *
 * @param ufrag the user name fragment
 * @param pwd   the password; nothing is signed with an empty one
 */
public record IceCredentials(String ufrag, String pwd) {
    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]";
    }
}
