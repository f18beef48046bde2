package dev.bwe.core;

/**
 * What the estimator needs to know of one received RTP packet. Reusable: fill it, pass it to
 * {@link BandwidthEstimator#onPacket(PacketInfo)}, {@link #reset()} it for the next packet. Not thread-safe.
 *
 * <p>The arrival time is when the socket received the packet; "now" is the clock when the estimator processes it. Both come from
 * the same kind of clock, whose origin is the caller's choice. Where there is only one time, set both to it.
 */
public final class PacketInfo {
    /** The greatest absolute send time: the header extension has 24 bits. */
    public static final int MAX_ABS_SEND_TIME = (1 << 24) - 1;

    /** The smallest transmission time offset: the header extension has 24 bits and a sign. */
    public static final int MIN_TRANSMISSION_OFFSET = -(1 << 23);
    /** The greatest transmission time offset. */
    public static final int MAX_TRANSMISSION_OFFSET = (1 << 23) - 1;

    private long arrivalUs;
    private long nowUs;
    private int absSendTime;
    private boolean hasAbsSendTime;
    private int rtpTimestamp;
    private int transmissionOffset;
    private int payloadSize;
    private int ssrc;

    /** Makes a packet of size 0 at time 0, without absolute send time. */
    public PacketInfo() {}

    /**
     * Tells when the socket received the packet.
     *
     * @return microseconds
     */
    public long arrivalUs() {
        return arrivalUs;
    }

    /**
     * Sets when the socket received the packet.
     *
     * @param timeUs microseconds
     * @return this
     */
    public PacketInfo arrivalUs(long timeUs) {
        arrivalUs = timeUs;
        return this;
    }

    /**
     * Tells the clock at which the packet is processed.
     *
     * @return microseconds
     */
    public long nowUs() {
        return nowUs;
    }

    /**
     * Sets the clock at which the packet is processed.
     *
     * @param timeUs microseconds
     * @return this
     */
    public PacketInfo nowUs(long timeUs) {
        nowUs = timeUs;
        return this;
    }

    /**
     * Tells whether the packet carries the abs-send-time header extension.
     *
     * @return true if {@link #absSendTime()} has a meaning
     */
    public boolean hasAbsSendTime() {
        return hasAbsSendTime;
    }

    /**
     * Tells the value of the abs-send-time header extension.
     *
     * @return 6.18 fixed-point seconds, 0 to {@link #MAX_ABS_SEND_TIME}; 0 also where the packet has none
     */
    public int absSendTime() {
        return absSendTime;
    }

    /**
     * Sets the value of the abs-send-time header extension, which the packet thereby has.
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
     * Takes the absolute send time away.
     *
     * @return this
     */
    public PacketInfo withoutAbsSendTime() {
        absSendTime = 0;
        hasAbsSendTime = false;
        return this;
    }

    /**
     * Tells the RTP timestamp. It is looked at where the absolute send time is not.
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
     * Tells the value of the transmission time offset header extension (RFC 5450): how much later than the RTP timestamp says the
     * packet was sent.
     *
     * @return ticks of 1/90000 s; 0 also where the packet has no such extension
     */
    public int transmissionOffset() {
        return transmissionOffset;
    }

    /**
     * Sets the value of the transmission time offset header extension (RFC 5450).
     *
     * @param ticks ticks of 1/90000 s, {@link #MIN_TRANSMISSION_OFFSET} to {@link #MAX_TRANSMISSION_OFFSET}; 0 where there is
     *              none
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
     * Tells how much the packet carries.
     *
     * @return RTP payload and padding in bytes, without the RTP, UDP and IP headers
     */
    public int payloadSize() {
        return payloadSize;
    }

    /**
     * Sets how much the packet carries.
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
     * Tells which stream the packet belongs to.
     *
     * @return the SSRC, an unsigned 32-bit number
     */
    public int ssrc() {
        return ssrc;
    }

    /**
     * Sets which stream the packet belongs to.
     *
     * @param value the SSRC, an unsigned 32-bit number; 0 is an ordinary value
     * @return this
     */
    public PacketInfo ssrc(int value) {
        ssrc = value;
        return this;
    }

    /**
     * Makes it as if new: everything 0, no absolute send time.
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
