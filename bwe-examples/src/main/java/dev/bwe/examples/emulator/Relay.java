package dev.bwe.examples.emulator;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/**
 * A loopback socket that stands for one address of one peer: the other peer sends there what is meant for that address, and receives from there what comes from it.
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

    /** The relay's own address, which the other peer knows. */
    InetSocketAddress address() {
        return address;
    }

    /** Where the owner really is. */
    InetSocketAddress realAddress() {
        return realAddress;
    }

    void realAddress(InetSocketAddress seen) {
        realAddress = seen;
    }
}
