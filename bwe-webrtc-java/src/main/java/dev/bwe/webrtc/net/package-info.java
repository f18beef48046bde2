/** The I/O loop, sockets, and datagram buffers. */
package dev.bwe.webrtc.net;
