package dev.bwe.interceptor.sdp;

import dev.bwe.interceptor.HeaderExtension;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header extensions of one scope and one direction. An id has one meaning there, so the first line that uses it counts. */
final class SdpExtensions {
    private final List<HeaderExtension> extensions = new ArrayList<>();
    private final BitSet ids = new BitSet();
    private @Nullable List<HeaderExtension> shared;

    void add(HeaderExtension extension) {
        if (!ids.get(extension.id())) {
            ids.set(extension.id());
            extensions.add(extension);
        }
    }

    /** Returns these extensions, followed by those of the session whose ids are free. */
    List<HeaderExtension> with(SdpExtensions session) {
        if (extensions.isEmpty()) {
            return session.shared();
        }
        List<HeaderExtension> all = new ArrayList<>(extensions);
        for (HeaderExtension inherited : session.extensions) {
            if (!ids.get(inherited.id())) {
                all.add(inherited);
            }
        }
        return all;
    }

    /** Returns the extensions as an immutable list that sections share. */
    private List<HeaderExtension> shared() {
        if (shared == null) {
            shared = List.copyOf(extensions);
        }
        return shared;
    }
}
