package dev.bwe.webrtc.signalling;

import dev.bwe.interceptor.sdp.SdpMediaSection;
import dev.bwe.interceptor.sdp.SdpSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a description fit the single transport of a media path. A single media section needs no {@code a=group:BUNDLE}, but the native
 * connection, which is made for one bundled transport, does; it is added on the way in and removed on the way out.
 *
 * @param sdp         the description, with what was added
 * @param addedBundle whether {@code a=group:BUNDLE} was added
 * @param addedMid    whether {@code a=mid} was added
 */
record SingleTransport(String sdp, boolean addedBundle, boolean addedMid) {
    private static final String CRLF = "\r\n";
    private static final String BUNDLE = "a=group:BUNDLE ";
    private static final String MID = "a=mid:";
    private static final String RTCP_MUX = "a=rtcp-mux";

    /**
     * Adapts a description of the remote peer.
     *
     * @param offer the local offer that it answers, whose media identifications it may omit; empty if it is an offer
     * @throws IllegalArgumentException naming the line, if the path can't carry the description
     */
    static SingleTransport adapt(String sdp, SdpSession offer) {
        SdpSession session = SdpSession.parse(sdp);
        List<String> mediaLines =
                sdp.lines().filter(line -> line.startsWith("m=")).toList();
        requireMultiplexedRtcp(sdp);
        List<SdpMediaSection> needTransport = session.sections().stream()
                .filter(section -> section.port() != 0)
                .toList();
        if (!session.bundledMids().isEmpty()) {
            for (SdpMediaSection section : needTransport) {
                if (!session.bundledMids().contains(section.mid())) {
                    throw new IllegalArgumentException("'" + mediaLines.get(section.index())
                            + "' is not in a=group:BUNDLE; a media path carries one transport");
                }
            }
            return new SingleTransport(sdp, false, false);
        }
        if (needTransport.size() > 1) {
            throw new IllegalArgumentException(
                    "'" + mediaLines.get(needTransport.get(1).index())
                            + "' is a second media section and there is no a=group:BUNDLE; a media path carries one transport");
        }
        return needTransport.isEmpty()
                ? new SingleTransport(sdp, false, false)
                : bundled(sdp, needTransport.get(0), offer);
    }

    /** Removes what was added to an offer from the answer to it. */
    String removeFrom(String answer) {
        StringBuilder out = new StringBuilder(answer.length());
        answer.lines()
                .filter(line -> !(addedBundle && line.startsWith(BUNDLE) || addedMid && line.startsWith(MID)))
                .forEach(line -> out.append(line).append(CRLF));
        return out.toString();
    }

    private static SingleTransport bundled(String sdp, SdpMediaSection section, SdpSession offer) {
        boolean addMid = section.mid().isEmpty();
        String mid = section.mid();
        if (addMid) {
            boolean answers = section.index() < offer.sections().size();
            mid = answers ? offer.sections().get(section.index()).mid() : Integer.toString(section.index());
        }
        List<String> lines = new ArrayList<>(sdp.lines().toList());
        int index = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("m=")) {
                continue;
            }
            index++;
            if (index == section.index() && addMid) {
                lines.add(endOfSection(lines, i), MID + mid);
            }
            if (index == 0) {
                lines.add(i++, BUNDLE + mid);
            }
        }
        return new SingleTransport(String.join(CRLF, lines) + CRLF, true, addMid);
    }

    private static int endOfSection(List<String> lines, int mediaLine) {
        int end = mediaLine + 1;
        while (end < lines.size()
                && !lines.get(end).startsWith("m=")
                && !lines.get(end).isBlank()) {
            end++;
        }
        return end;
    }

    private static void requireMultiplexedRtcp(String sdp) {
        @Nullable String mediaLine = null;
        boolean multiplexed = true;
        for (String line : sdp.lines().toList()) {
            if (line.startsWith("m=")) {
                requireMultiplexedRtcp(mediaLine, multiplexed);
                mediaLine = line;
                multiplexed = !needsRtcp(line);
            } else if (line.strip().equals(RTCP_MUX)) {
                multiplexed = true;
            }
        }
        requireMultiplexedRtcp(mediaLine, multiplexed);
    }

    private static void requireMultiplexedRtcp(@Nullable String mediaLine, boolean multiplexed) {
        if (!multiplexed) {
            throw new IllegalArgumentException(
                    "'" + mediaLine + "' has no a=rtcp-mux; a media path carries RTP and RTCP on one port");
        }
    }

    private static boolean needsRtcp(String mediaLine) {
        String[] words = mediaLine.split(" +", 4);
        return words.length > 2 && !words[1].equals("0") && words[2].contains("RTP/");
    }
}
