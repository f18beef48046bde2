package dev.bwe.webrtc.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket of a media path, non-blocking. Opened and closed on any thread, used on the I/O thread. */
public final class PathSocket implements AutoCloseable {
    /** Enough for some 50 ms at 100 Mbit/s while the I/O thread is busy. */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(PathSocket.class);

    static {
        // The JDK loads what closes a channel when it closes the first one, which needs file descriptors: without any
        // left, that
        // would fail for the life of the process.
        try {
            DatagramChannel.open().close();
        } catch (IOException e) {
            LOG.debug("no socket can be opened", e);
        }
    }

    private final DatagramChannel channel;
    private final int port;

    private PathSocket(DatagramChannel channel, int port) {
        this.channel = channel;
        this.port = port;
    }

    /**
     * Opens a socket on a port that the system chooses.
     *
     * @throws UncheckedIOException if the system has no socket for that address: the address family is disabled, or there are no
     *                              file descriptors left
     */
    public static PathSocket open(InetAddress address) {
        boolean ipv6 = address instanceof Inet6Address;
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(address, 0));
            return new PathSocket(channel, ((InetSocketAddress) channel.getLocalAddress()).getPort());
        } catch (IOException | UnsupportedOperationException | UnsupportedAddressTypeException e) {
            if (channel != null) {
                close(channel);
            }
            IOException cause = e instanceof IOException failure ? failure : new IOException(e);
            throw new UncheckedIOException("no UDP socket can be opened on " + address.getHostAddress(), cause);
        }
    }

    public int port() {
        return port;
    }

    public DatagramChannel channel() {
        return channel;
    }

    /**
     * Receives one datagram.
     *
     * @return the sender's address, or null if no datagram is waiting or the socket is closed
     */
    public @Nullable InetSocketAddress receive(ByteBuffer into) throws IOException {
        try {
            return (InetSocketAddress) channel.receive(into);
        } catch (ClosedChannelException e) {
            return null;
        }
    }

    /**
     * Sends one datagram.
     *
     * @param datagram what to send; null is nothing, which is not sent
     * @return false if it was not sent: there is nothing to send, or the system did not accept it
     */
    public boolean send(ProtectedDatagram datagram, SocketAddress to) {
        ByteBuffer bytes = datagram == null ? null : datagram.toSend();
        try {
            return bytes != null && channel.send(bytes, to) > 0;
        } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a UDP socket failed to close", e);
        }
    }
}
