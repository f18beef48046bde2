package dev.bwe.examples.call;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwe.interceptor.InterceptorRegistry;
import org.junit.jupiter.api.Test;

class InterceptedCallIT {
    @Test
    void mediaFlows() throws Exception {
        try (Peer sender = Peer.plain(); Peer receiver = Peer.intercepted(InterceptorRegistry.of())) {
            sender.sendVideo(1);
            try (Call call = Call.between(sender, receiver).start()) {
                call.awaitConnected(10);
                Thread.sleep(5000);
                System.out.println(receiver.intercepted().pathStatistics());
                System.out.println(receiver.framesDecoded());
                assertTrue(receiver.framesDecoded() > 50);
            }
        }
    }
}
