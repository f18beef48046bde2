package dev.bwe.interceptor.rtp;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Builds RTCP compounds for tests from hexadecimal digits, without the code under test. */
public final class RtcpBytes {
    /** An empty receiver report from SSRC 1. */
    public static final String EMPTY_REPORT = "80c90001 00000001";
    /** A picture loss indication from SSRC 1 about SSRC 2. */
    public static final String PICTURE_LOSS = "81ce0002 00000001 00000002";
    /** A REMB from SSRC 1 of 1,000,000 bit/s for SSRC 7: mantissa 250,000, exponent 2. */
    public static final String REMB_1M = "8fce0005 00000001 00000000 52454d42 010bd090 00000007";
    /** A REMB from SSRC 1 of 5,000 bit/s for no SSRC. */
    public static final String REMB_5K = "8fce0004 00000001 00000000 52454d42 00001388";
    /** Application layer feedback that is not REMB. */
    public static final String OTHER_FEEDBACK = "8fce0005 00000001 00000000 58585858 010bd090 00000007";

    private RtcpBytes() {}

    public static byte[] of(String... packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String packet : packets) {
            out.writeBytes(HexFormat.of().parseHex(packet.replace(" ", "")));
        }
        return out.toByteArray();
    }
}
