package dev.bwe.examples.emulator;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/**
 * A loopback socket that represents one address of its owner to the other peer, which sends to it and receives from it instead.
 */
final class Relay {
    private final Side owner;
    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private volatile InetSocketAddress realAddress;

    Relay(Side owner, DatagramChannel channel, InetSocketAddress address, InetSocketAddress realAddress) {
        this.owner = owner;
        this.channel = channel;
        this.address = address;
        this.realAddress = realAddress;
    }

    Side owner() {
        return owner;
    }

    DatagramChannel channel() {
        return channel;
    }

    /** Returns the relay's own address, which the other peer knows. */
    InetSocketAddress address() {
        return address;
    }

    /** Returns the address of the owner's socket. */
    InetSocketAddress realAddress() {
        return realAddress;
    }

    void setRealAddress(InetSocketAddress seen) {
        realAddress = seen;
    }
}
