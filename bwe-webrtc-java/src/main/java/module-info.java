/** Interceptors around a webrtc-java peer connection: an in-process media path that the native library does not notice. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.bwe.webrtc {
    requires static transitive org.jspecify;
    requires transitive dev.bwe.interceptor;
    requires transitive webrtc.java;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.tls;
    requires jitsi.srtp;
    requires org.slf4j;

    exports dev.bwe.webrtc;
}
