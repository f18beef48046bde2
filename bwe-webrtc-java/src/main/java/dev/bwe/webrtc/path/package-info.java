/** The media path: the relay between the local and the remote peer, its sockets, streams, and DTLS legs. */
package dev.bwe.webrtc.path;
