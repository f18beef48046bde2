/** Programs that show what bwe does, and tools for debugging a call. */
@SuppressWarnings("requires-automatic")
module dev.bwe.examples {
    requires static org.jspecify;
    requires dev.bwe.webrtc;
    requires xchart;
    requires java.desktop;
    requires java.logging;
    requires java.xml;
    requires org.slf4j;
}
