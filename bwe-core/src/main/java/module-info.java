/** Receive-side bandwidth estimation as in libwebrtc: no I/O, no threads, no clock of its own. */
module dev.bwe.core {
    requires static transitive org.jspecify;
    requires jdk.jfr;

    exports dev.bwe.core;
    exports dev.bwe.core.state;
    exports dev.bwe.core.trace;
}
