package dev.bwe.webrtc.stun;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells whether a STUN message comes from one of the two peers, by the credentials that their descriptions exchanged. An unknown
 * address is let in only with a Binding request that proves to know them. Confined to the I/O thread.
 */
public final class StunAdmission {
    /** Credentials that are kept: the present ones and those of the generations before, which consent checks may still use. */
    private static final int GENERATIONS = 4;

    private final List<IceCredentials> local = new ArrayList<>();
    private final List<IceCredentials> remote = new ArrayList<>();

    public void localCredentials(IceCredentials credentials) {
        remember(local, credentials);
    }

    public void remoteCredentials(IceCredentials credentials) {
        remember(remote, credentials);
    }

    /** Tells whether the remote peer sent this: a Binding request for the local peer, signed with the local password. */
    public boolean admitsFromRemote(StunMessage message) {
        return admits(message, local);
    }

    /** Tells whether the local peer sent this: a Binding request for the remote peer, signed with the remote password. */
    public boolean admitsFromLocal(StunMessage message) {
        return admits(message, remote);
    }

    /**
     * The password that signs a message that goes to the remote peer: requests are signed with the password of the one who is
     * asked, responses with that of the one who answers (RFC 8445 section 7.2.2).
     *
     * @return the password, or null where none of the known ones signed it
     */
    public String passwordTowardsRemote(StunMessage message) {
        return signer(message, message.isBindingResponse() ? local : remote);
    }

    /** The password that signs a message that goes to the local peer, or null where none of the known ones signed it. */
    public String passwordTowardsLocal(StunMessage message) {
        return signer(message, message.isBindingResponse() ? remote : local);
    }

    private static boolean admits(StunMessage message, List<IceCredentials> asked) {
        if (message.type() != StunMessage.BINDING_REQUEST) {
            return false;
        }
        String username = message.username();
        if (username == null) {
            return false;
        }
        for (IceCredentials credentials : asked) {
            if (username.startsWith(credentials.ufrag() + ":") && message.isSignedWith(credentials.pwd())) {
                return true;
            }
        }
        return false;
    }

    private static String signer(StunMessage message, List<IceCredentials> candidates) {
        for (IceCredentials credentials : candidates) {
            if (message.isSignedWith(credentials.pwd())) {
                return credentials.pwd();
            }
        }
        return null;
    }

    private static void remember(List<IceCredentials> generations, IceCredentials credentials) {
        generations.remove(credentials);
        generations.add(0, credentials);
        if (generations.size() > GENERATIONS) {
            generations.remove(GENERATIONS);
        }
    }
}
