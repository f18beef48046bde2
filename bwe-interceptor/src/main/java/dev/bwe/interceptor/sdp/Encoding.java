package dev.bwe.interceptor.sdp;

/**
 * What a payload type stands for.
 *
 * @param name      the encoding's name, for instance {@code VP8}
 * @param clockRate ticks of the RTP timestamp a second, 0 where the line has no valid number
 * @param channels  audio channels; 0 where none are given
 */
record Encoding(String name, int clockRate, int channels) {}
