package dev.bwe.core;

/**
 * The properties of one received RTP packet that the estimator uses. An instance can be reused: pass it to
 * {@link BandwidthEstimator#onPacket(PacketInfo)}, and {@link #reset()} it for the next packet. Not thread-safe.
 *
 * <p>The arrival time is the time at which the socket received the packet; "now" is the time at which the estimator processes it.
 * Both are times of the same clock, whose origin is the caller's choice. If there is only one time, set both to it.
 *
 * <p>The estimator does not check the times. As in libwebrtc, the latest arrival time is the end of the window in which the
 * incoming rate is measured. After an arrival time that is far ahead, there is no incoming rate until the clock has caught up, and
 * the estimate is decreased from the last measured rate, which no longer follows the path. The caller must not pass such a time.
 */
public final class PacketInfo {
    /** The maximum absolute send time: the header extension has 24 bits. */
    public static final int MAX_ABS_SEND_TIME = (1 << 24) - 1;

    /** The minimum transmission time offset: the header extension has 24 bits, one of them the sign. */
    public static final int MIN_TRANSMISSION_OFFSET = -(1 << 23);
    /** The maximum transmission time offset. */
    public static final int MAX_TRANSMISSION_OFFSET = (1 << 23) - 1;

    private long arrivalUs;
    private long nowUs;
    private int absSendTime;
    private boolean hasAbsSendTime;
    private int rtpTimestamp;
    private int transmissionOffset;
    private int payloadSize;
    private int ssrc;

    /** Creates a packet of size 0 at time 0, without absolute send time. */
    public PacketInfo() {}

    /**
     * Returns the time at which the socket received the packet.
     *
     * @return microseconds
     */
    public long arrivalUs() {
        return arrivalUs;
    }

    /**
     * Sets the time at which the socket received the packet.
     *
     * @param timeUs microseconds
     * @return this
     */
    public PacketInfo arrivalUs(long timeUs) {
        arrivalUs = timeUs;
        return this;
    }

    /**
     * Returns the time at which the estimator processes the packet.
     *
     * @return microseconds
     */
    public long nowUs() {
        return nowUs;
    }

    /**
     * Sets the time at which the estimator processes the packet.
     *
     * @param timeUs microseconds
     * @return this
     */
    public PacketInfo nowUs(long timeUs) {
        nowUs = timeUs;
        return this;
    }

    /**
     * Returns true if the packet carries the abs-send-time header extension.
     *
     * @return true if {@link #absSendTime()} is the value of the extension
     */
    public boolean hasAbsSendTime() {
        return hasAbsSendTime;
    }

    /**
     * Returns the value of the abs-send-time header extension.
     *
     * @return 6.18 fixed-point seconds, 0 to {@link #MAX_ABS_SEND_TIME}; 0 also if the packet has no such extension
     */
    public int absSendTime() {
        return absSendTime;
    }

    /**
     * Sets the value of the abs-send-time header extension. The packet then has this extension.
     *
     * @param fixedPointSeconds 6.18 fixed-point seconds, 0 to {@link #MAX_ABS_SEND_TIME}; it wraps each 64 s
     * @return this
     * @throws IllegalArgumentException if the value does not fit into 24 bits
     */
    public PacketInfo absSendTime(int fixedPointSeconds) {
        if ((fixedPointSeconds & MAX_ABS_SEND_TIME) != fixedPointSeconds) {
            throw new IllegalArgumentException(
                    "abs-send-time " + fixedPointSeconds + " is outside 0 to " + MAX_ABS_SEND_TIME);
        }
        absSendTime = fixedPointSeconds;
        hasAbsSendTime = true;
        return this;
    }

    /**
     * Removes the abs-send-time header extension.
     *
     * @return this
     */
    public PacketInfo withoutAbsSendTime() {
        absSendTime = 0;
        hasAbsSendTime = false;
        return this;
    }

    /**
     * Returns the RTP timestamp. It is used if the absolute send time is not (see {@link TimestampSource}).
     *
     * @return ticks of 1/90000 s, an unsigned 32-bit number
     */
    public int rtpTimestamp() {
        return rtpTimestamp;
    }

    /**
     * Sets the RTP timestamp.
     *
     * @param ticks ticks of 1/90000 s, an unsigned 32-bit number
     * @return this
     */
    public PacketInfo rtpTimestamp(int ticks) {
        rtpTimestamp = ticks;
        return this;
    }

    /**
     * Returns the value of the transmission time offset header extension (RFC 5450): the send time less the time of the RTP
     * timestamp.
     *
     * @return ticks of 1/90000 s; 0 also if the packet has no such extension
     */
    public int transmissionOffset() {
        return transmissionOffset;
    }

    /**
     * Sets the value of the transmission time offset header extension (RFC 5450).
     *
     * @param ticks ticks of 1/90000 s, {@link #MIN_TRANSMISSION_OFFSET} to {@link #MAX_TRANSMISSION_OFFSET}; 0 for no
     *              extension
     * @return this
     * @throws IllegalArgumentException if the value does not fit into 24 bits
     */
    public PacketInfo transmissionOffset(int ticks) {
        if (ticks < MIN_TRANSMISSION_OFFSET || ticks > MAX_TRANSMISSION_OFFSET) {
            throw new IllegalArgumentException("transmission time offset " + ticks + " is outside "
                    + MIN_TRANSMISSION_OFFSET + " to " + MAX_TRANSMISSION_OFFSET);
        }
        transmissionOffset = ticks;
        return this;
    }

    /**
     * Returns the size of the packet.
     *
     * @return RTP payload and padding in bytes, without the RTP, UDP and IP headers
     */
    public int payloadSize() {
        return payloadSize;
    }

    /**
     * Sets the size of the packet.
     *
     * @param bytes RTP payload and padding in bytes, without the RTP, UDP and IP headers; 0 or more
     * @return this
     * @throws IllegalArgumentException if the size is negative
     */
    public PacketInfo payloadSize(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("payload size " + bytes + " is negative");
        }
        payloadSize = bytes;
        return this;
    }

    /**
     * Returns the stream that the packet belongs to.
     *
     * @return the SSRC, an unsigned 32-bit number
     */
    public int ssrc() {
        return ssrc;
    }

    /**
     * Sets the stream that the packet belongs to.
     *
     * @param value the SSRC, an unsigned 32-bit number; 0 is an ordinary value
     * @return this
     */
    public PacketInfo ssrc(int value) {
        ssrc = value;
        return this;
    }

    /**
     * Sets everything to 0, and removes the abs-send-time header extension.
     *
     * @return this
     */
    public PacketInfo reset() {
        arrivalUs = 0;
        nowUs = 0;
        rtpTimestamp = 0;
        transmissionOffset = 0;
        payloadSize = 0;
        ssrc = 0;
        return withoutAbsSendTime();
    }
}
