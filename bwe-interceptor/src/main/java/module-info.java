/** An RTP/RTCP interceptor chain, the wire formats it needs, and the interceptor that estimates bandwidth and sends REMB. */
module dev.bwe.interceptor {
    requires static transitive org.jspecify;
    requires transitive dev.bwe.core;
    requires org.slf4j;

    exports dev.bwe.interceptor;
    exports dev.bwe.interceptor.dump;
    exports dev.bwe.interceptor.estimate;
    exports dev.bwe.interceptor.record;
    exports dev.bwe.interceptor.remb;
    exports dev.bwe.interceptor.statistics;
    exports dev.bwe.interceptor.rtp;
    exports dev.bwe.interceptor.sdp;
}
