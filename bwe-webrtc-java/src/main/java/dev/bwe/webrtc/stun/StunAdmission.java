package dev.bwe.webrtc.stun;

import dev.bwe.webrtc.net.ProtectedDatagram;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the credentials in the two descriptions which STUN messages pass, and what is relayed of them. An unknown address is
 * admitted only with a Binding request that is signed with the right password and was not received from another address before.
 * Confined to the I/O thread.
 */
public final class StunAdmission {
    /** Credentials kept per peer: the current ones and those of former generations, which consent checks may still use. */
    private static final int GENERATIONS = 4;

    private final List<IceCredentials> local = new ArrayList<>();
    private final List<IceCredentials> remote = new ArrayList<>();
    private final SeenRequests seen = new SeenRequests();

    /**
     * Takes the local peer's credentials.
     *
     * @return true if they are new and not the first: an ICE restart
     */
    public boolean localCredentials(IceCredentials credentials) {
        return remember(local, credentials);
    }

    /**
     * Takes the remote peer's credentials.
     *
     * @return true if they are new and not the first: an ICE restart
     */
    public boolean remoteCredentials(IceCredentials credentials) {
        return remember(remote, credentials);
    }

    /**
     * Returns true if the remote peer sent this: a Binding request for the local peer, signed with the local password. An
     * attacker that captures one can send it again, but can't sign another: a request admits the first address that it came from, and no other.
     *
     * @param from the address that it came from
     */
    public boolean admitsFromRemote(StunMessage message, InetSocketAddress from) {
        return admits(message, local) && seen.isFirstOrFrom(message.transactionId(), from);
    }

    /** Returns true if the local peer sent this: a Binding request for the remote peer, signed with the remote password. */
    public boolean admitsFromLocal(StunMessage message) {
        return admits(message, remote);
    }

    /** Returns true if the remote peer sent this: a Binding success response, signed with the remote password. */
    public boolean isAnswerOfRemote(StunMessage message) {
        return message.isBindingSuccess() && signer(message, remote) != null;
    }

    /**
     * Returns what the remote peer is to get of a message of the local peer.
     *
     * @param ofRemote the remote peer's address, which a Binding success shows to it
     * @return null if the message must not pass
     */
    public @Nullable ProtectedDatagram towardsRemote(StunMessage message, @Nullable InetSocketAddress ofRemote) {
        return relayed(message, message.isBindingResponse() ? local : remote, ofRemote);
    }

    /**
     * Returns what the local peer is to get of a message of the remote peer.
     *
     * @param ofLocal the address of the local peer's candidate, which a Binding success shows to it, or null if it is not known yet
     * @return null if the message must not pass
     */
    public @Nullable ProtectedDatagram towardsLocal(StunMessage message, @Nullable InetSocketAddress ofLocal) {
        return relayed(message, message.isBindingResponse() ? remote : local, ofLocal);
    }

    /**
     * Requests are signed with the password of the peer that is asked, responses with that of the peer that answers (RFC 8445
     * section 7.2.2). A message that none of these signed is relayed as it is, or not at all if it carries DTLS.
     */
    private static @Nullable ProtectedDatagram relayed(
            StunMessage message, List<IceCredentials> signers, @Nullable InetSocketAddress mapped) {
        boolean remapped = message.isBindingSuccess() && mapped != null && !mapped.isUnresolved();
        if (!remapped && !message.hasDtlsInStun()) {
            return message.unchanged();
        }
        String password = signer(message, signers);
        if (password == null && message.isSigned()) {
            return message.unchanged();
        }
        return message.rewritten(password, remapped ? mapped : null);
    }

    private static boolean admits(StunMessage message, List<IceCredentials> asked) {
        if (!message.isBindingRequest()) {
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

    private static @Nullable String signer(StunMessage message, List<IceCredentials> candidates) {
        for (IceCredentials credentials : candidates) {
            if (message.isSignedWith(credentials.pwd())) {
                return credentials.pwd();
            }
        }
        return null;
    }

    private static boolean remember(List<IceCredentials> generations, IceCredentials credentials) {
        boolean restart = !generations.isEmpty() && !generations.contains(credentials);
        generations.remove(credentials);
        generations.add(0, credentials);
        if (generations.size() > GENERATIONS) {
            generations.remove(GENERATIONS);
        }
        return restart;
    }
}
