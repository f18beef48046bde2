package dev.bwe.core.bench;

/**
 * Bytes of heap per estimator.
 *
 * @param idleBwe      this project's, after one packet
 * @param idleLibjitsi libjitsi's, after one packet
 * @param busyBwe      this project's, at 10 Mbit/s
 * @param busyLibjitsi libjitsi's, at 10 Mbit/s
 */
record MemoryTable(long idleBwe, long idleLibjitsi, long busyBwe, long busyLibjitsi) {}
