package dev.bwe.interceptor.record;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of a peer connection's files, which stays inside its directory whatever the peer connection is called. From the second file
 * on a name gets a number; there may be any number of files.
 *
 * @param text the name without number and ending
 */
record TraceFileName(String text) {
    /** Characters of a file's name without number and ending; file systems allow 255 bytes, some that encrypt 140. */
    private static final int MAX_LENGTH = 100;

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_-]");
    /** Names that Windows takes for devices, whatever their ending. */
    private static final Pattern DEVICE = Pattern.compile("(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]");

    private static final String ENDING = ".trace";
    /** Other writers of the directory may take a free number first, but not so often. */
    private static final int MAX_ATTEMPTS = 1_000;

    static TraceFileName of(String peerConnectionId) {
        String name = UNSAFE.matcher(peerConnectionId).replaceAll("_");
        if (name.isEmpty() || DEVICE.matcher(name).matches()) {
            name = "_" + name;
        }
        if (name.length() > MAX_LENGTH) {
            String hash = "-" + HexFormat.of().toHexDigits(peerConnectionId.hashCode());
            name = name.substring(0, MAX_LENGTH - hash.length()) + hash;
        }
        return new TraceFileName(name);
    }

    /** Makes a file of this name with the first number that looks free. */
    SeekableByteChannel open(Path directory, TraceFile.Opener opener) throws IOException {
        long number = 1;
        for (int attempts = 1; ; attempts++) {
            try {
                return opener.open(file(directory, number));
            } catch (FileAlreadyExistsException e) {
                if (attempts == MAX_ATTEMPTS) {
                    throw e;
                }
                number = numberAfter(directory, number);
            }
        }
    }

    private Path file(Path directory, long number) {
        return directory.resolve(text + (number == 1 ? "" : "-" + number) + ENDING);
    }

    /** Returns a free number above one that is taken, in steps of the number's logarithm. */
    private long numberAfter(Path directory, long takenNumber) {
        long step = 1;
        while (isTaken(directory, takenNumber + step)) {
            step *= 2;
        }
        long taken = takenNumber + step / 2;
        long free = takenNumber + step;
        while (free - taken > 1) {
            long middle = (taken + free) >>> 1;
            if (isTaken(directory, middle)) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return free;
    }

    private boolean isTaken(Path directory, long number) {
        return Files.exists(file(directory, number), LinkOption.NOFOLLOW_LINKS);
    }
}
