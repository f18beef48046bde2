package dev.bwe.core.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import org.jitsi.impl.neomedia.rtp.remotebitrateestimator.RemoteBitrateObserver;

/**
 * The clock that libjitsi's estimator reads in place of the system clock, so its packets can come faster than in real time. A copy
 * of the estimator's class names this class where the original names {@code System}, of which it uses only the clock.
 */
public final class VirtualClock {
    private static final String ESTIMATOR = "RemoteBitrateEstimatorAbsSendTime.class";
    private static final String SYSTEM = "java/lang/System";
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private static long nowMs;
    private static boolean installed;

    private VirtualClock() {}

    static void set(long timeMs) {
        nowMs = timeMs;
    }

    /**
     * Returns the time. The name is that of the method that the estimator calls.
     *
     * @return milliseconds
     */
    public static long currentTimeMillis() {
        return nowMs;
    }

    /** Defines the class of the estimator with this clock. It must be called before the first use of the class. */
    static synchronized void install() {
        if (installed) {
            return;
        }
        try (InputStream original = RemoteBitrateObserver.class.getResourceAsStream(ESTIMATOR)) {
            MethodHandles.privateLookupIn(RemoteBitrateObserver.class, MethodHandles.lookup())
                    .defineClass(renameSystem(new DataInputStream(original)));
        } catch (IOException | IllegalAccessException e) {
            throw new IllegalStateException("the clock of libjitsi's estimator cannot be replaced", e);
        }
        installed = true;
    }

    /** Copies a class file, and replaces only the name of {@code System} in its constant pool. */
    private static byte[] renameSystem(DataInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(in.readLong());
        int constants = in.readUnsignedShort();
        out.writeShort(constants);
        int renamed = 0;
        for (int i = 1; i < constants; i++) {
            int tag = in.readUnsignedByte();
            out.writeByte(tag);
            if (tag == UTF8) {
                String text = in.readUTF();
                if (text.equals(SYSTEM)) {
                    text = VirtualClock.class.getName().replace('.', '/');
                    renamed++;
                }
                out.writeUTF(text);
            } else {
                out.write(in.readNBytes(constantBytes(tag)));
                if (tag == LONG || tag == DOUBLE) {
                    i++;
                }
            }
        }
        if (renamed != 1) {
            throw new IOException(SYSTEM + " occurs " + renamed + " times");
        }
        in.transferTo(out);
        return bytes.toByteArray();
    }

    /** Returns the number of bytes after the tag of a constant: JVM specification, section 4.4. */
    private static int constantBytes(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case LONG, DOUBLE -> 8;
            default -> throw new IOException("constant pool tag " + tag);
        };
    }
}
