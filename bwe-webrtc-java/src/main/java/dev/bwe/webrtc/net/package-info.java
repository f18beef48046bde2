/** The I/O thread of all media paths, UDP sockets, and the buffers that datagrams are in. */
package dev.bwe.webrtc.net;
