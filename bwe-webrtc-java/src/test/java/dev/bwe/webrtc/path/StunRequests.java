package dev.bwe.webrtc.path;

import dev.bwe.webrtc.stun.StunMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Binding requests for tests, written after RFC 8489 without the code under test. */
public final class StunRequests {
    private StunRequests() {}

    /** A signed Binding request, with a user name unless that is null. */
    public static StunMessage binding(String username, String password) {
        byte[] bytes = bindingBytes(username, password);
        StunMessage message = new StunMessage();
        if (!message.wrap(bytes, 0, bytes.length)) {
            throw new AssertionError("not well-formed");
        }
        return message;
    }

    static byte[] bindingBytes(String username, String password) {
        ByteBuffer request = ByteBuffer.allocate(256);
        request.putShort((short) 1).putShort((short) 0).putInt(0x2112A442).put(new byte[12]);
        if (username != null) {
            byte[] name = username.getBytes(StandardCharsets.UTF_8);
            request.putShort((short) 6)
                    .putShort((short) name.length)
                    .put(Arrays.copyOf(name, (name.length + 3) / 4 * 4));
        }
        int signed = request.position();
        request.putShort(2, (short) (signed + 24 - 20));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            mac.update(request.array(), 0, signed);
            request.putShort((short) 8).putShort((short) 20).put(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return Arrays.copyOf(request.array(), request.position());
    }
}
