/** The demo and the tools. */
@SuppressWarnings("requires-automatic")
module dev.bwe.examples {
    requires dev.bwe.webrtc;
    requires xchart;
    requires java.desktop;
    requires java.logging;
    requires java.xml;
    requires org.slf4j;
}
