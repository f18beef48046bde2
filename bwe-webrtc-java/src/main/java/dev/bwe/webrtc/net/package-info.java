/** The I/O thread of all media paths, UDP sockets, and the buffers that datagrams are in. */
@NullMarked
package dev.bwe.webrtc.net;

import org.jspecify.annotations.NullMarked;
