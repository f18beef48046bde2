/** The media path: the relay between the local and the remote peer, its sockets, streams, and DTLS legs. */
@NullMarked
package dev.bwe.webrtc.path;

import org.jspecify.annotations.NullMarked;
