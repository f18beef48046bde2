/**
 * An emulated network: a deterministic model of one direction of a link, and a UDP relay on the loopback interface that puts two of them
 * between a pair of ICE peers.
 */
@NullMarked
package dev.bwe.examples.emulator;

import org.jspecify.annotations.NullMarked;
