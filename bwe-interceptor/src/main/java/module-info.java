/** An RTP/RTCP interceptor chain, the wire formats it needs, and the interceptor that estimates bandwidth and sends REMB. */
module dev.bwe.interceptor {
    requires transitive dev.bwe.core;
    requires org.slf4j;

    exports dev.bwe.interceptor;
    exports dev.bwe.interceptor.rtp;
    exports dev.bwe.interceptor.sdp;
}
