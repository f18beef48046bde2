package dev.bwe.webrtc;

import dev.bwe.webrtc.signalling.PathSignalling;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Calls the native connection's methods that create and set descriptions. Every failure reaches the observer, and nothing that is thrown
 * leaves a native callback.
 */
final class DescriptionCalls {
    private DescriptionCalls() {}

    /** Has a description created and gives it to the observer in the form for the remote peer. */
    static void create(
            CreateSessionDescriptionObserver observer,
            PathSignalling signalling,
            Consumer<CreateSessionDescriptionObserver> call) {
        Objects.requireNonNull(observer, "observer");
        try {
            call.accept(new CreateSessionDescriptionObserver() {
                @Override
                public void onSuccess(RTCSessionDescription description) {
                    RTCSessionDescription wire;
                    try {
                        wire = new RTCSessionDescription(description.sdpType, signalling.openCreated(description.sdp));
                    } catch (Throwable e) {
                        onFailure(describe(e));
                        return;
                    }
                    InterceptedObserver.guarded(() -> observer.onSuccess(wire));
                }

                @Override
                public void onFailure(String error) {
                    InterceptedObserver.guarded(() -> observer.onFailure(error));
                }
            });
        } catch (RuntimeException | Error e) {
            InterceptedObserver.guarded(() -> observer.onFailure(describe(e)));
        }
    }

    /**
     * Sets a description.
     *
     * @param prepare  translates it
     * @param call     gives the translation to the native connection
     * @param accepted called when the native connection has accepted it, before the observer
     */
    static void set(
            RTCSessionDescription description,
            SetSessionDescriptionObserver observer,
            BiFunction<RTCSdpType, String, PathSignalling.Description> prepare,
            BiConsumer<RTCSessionDescription, SetSessionDescriptionObserver> call,
            Consumer<PathSignalling.Description> accepted) {
        Objects.requireNonNull(observer, "observer");
        try {
            PathSignalling.Description prepared = prepare.apply(description.sdpType, description.sdp);
            call.accept(
                    new RTCSessionDescription(description.sdpType, prepared.nativeSdp()),
                    new SetSessionDescriptionObserver() {
                        @Override
                        public void onSuccess() {
                            InterceptedObserver.guarded(() -> accepted.accept(prepared));
                            InterceptedObserver.guarded(observer::onSuccess);
                        }

                        @Override
                        public void onFailure(String error) {
                            InterceptedObserver.guarded(() -> observer.onFailure(error));
                        }
                    });
        } catch (RuntimeException | Error e) {
            InterceptedObserver.guarded(() -> observer.onFailure(describe(e)));
        }
    }

    private static String describe(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
