/**
 * A network that misbehaves to order: a deterministic model of one link direction, and a loopback UDP relay that puts two of them between a pair of ICE peers.
 */
package dev.bwe.examples.emulator;
