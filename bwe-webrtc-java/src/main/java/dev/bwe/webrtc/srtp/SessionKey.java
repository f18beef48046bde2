package dev.bwe.webrtc.srtp;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A session key whose bytes can be erased, which those of a {@link javax.crypto.spec.SecretKeySpec} can't. Never printed. */
final class SessionKey implements SecretKey {
    private static final long serialVersionUID = 1;

    private final String algorithm;
    private final byte[] bytes;
    private boolean destroyed;

    /** Keeps the array, not a copy. */
    SessionKey(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /** Returns the key itself, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
        destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("key material");
    }
}
