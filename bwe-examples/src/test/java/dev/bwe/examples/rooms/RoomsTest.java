package dev.bwe.examples.rooms;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the compiled packages against the design: which there are, who may use whom, and what users see. */
class RoomsTest {
    private static final int MAX_CLASSES = 25;
    private static final String CORE = "dev.bwe.core";
    private static final String INTERCEPTOR = "dev.bwe.interceptor";
    private static final String WEBRTC = "dev.bwe.webrtc";

    /** Within each module, the arrows of the design; between modules, whatever is exported may be used. */
    private static final Map<String, Set<String>> DESIGN = Map.ofEntries(
            Map.entry("core", Set.of("core.delay", "core.rate", "core.event", "core.state")),
            Map.entry("core.delay", Set.of("core.rate", "core.state")),
            Map.entry("core.rate", Set.of("core.state")),
            Map.entry("core.event", Set.of()),
            Map.entry("core.state", Set.of()),
            Map.entry("core.trace", Set.of("core", "core.state")),
            Map.entry("interceptor", Set.of("interceptor.log")),
            Map.entry("interceptor.log", Set.of()),
            Map.entry("interceptor.rtp", Set.of()),
            Map.entry("interceptor.sdp", Set.of("interceptor")),
            Map.entry("interceptor.timer", Set.of()),
            Map.entry("interceptor.live", Set.of("interceptor")),
            Map.entry("interceptor.record", Set.of("interceptor", "interceptor.log", "interceptor.timer")),
            Map.entry(
                    "interceptor.remb",
                    Set.of("interceptor", "interceptor.live", "interceptor.log", "interceptor.rtp")),
            Map.entry("interceptor.dump", Set.of("interceptor", "interceptor.log", "interceptor.rtp")),
            Map.entry("interceptor.statistics", Set.of("interceptor", "interceptor.live", "interceptor.rtp")),
            Map.entry(
                    "interceptor.estimate",
                    Set.of(
                            "interceptor",
                            "interceptor.live",
                            "interceptor.log",
                            "interceptor.record",
                            "interceptor.rtp",
                            "interceptor.timer")),
            Map.entry("webrtc", Set.of("webrtc.net", "webrtc.path", "webrtc.signalling")),
            Map.entry(
                    "webrtc.path",
                    Set.of("webrtc.dtls", "webrtc.net", "webrtc.signalling", "webrtc.srtp", "webrtc.stun")),
            Map.entry("webrtc.signalling", Set.of("webrtc.dtls", "webrtc.stun")),
            Map.entry("webrtc.dtls", Set.of("webrtc.net", "webrtc.srtp")),
            Map.entry("webrtc.srtp", Set.of("webrtc.net")),
            Map.entry("webrtc.stun", Set.of("webrtc.net")),
            Map.entry("webrtc.net", Set.of()));

    private static final Rooms ROOMS =
            Rooms.ofModules("bwe-core", "bwe-interceptor", "bwe-webrtc-java", "bwe-examples");

    @Test
    void noPackageUsesItselfThroughOthers() {
        assertEquals("", Rooms.cycle(ROOMS.arrows()), "a package that uses itself through others");
    }

    @Test
    void packagesUseOnlyThoseThatTheDesignAllows() {
        Map<String, Set<String>> forbidden = new TreeMap<>();
        ROOMS.arrows().forEach((from, targets) -> {
            Set<String> against = new TreeSet<>();
            for (String target : targets) {
                if (!isAllowed(from, target)) {
                    against.add(target);
                }
            }
            if (!against.isEmpty()) {
                forbidden.put(from, against);
            }
        });
        assertEquals(Map.of(), forbidden);
    }

    private boolean isAllowed(String from, String target) {
        String fromModule = module(from);
        String targetModule = module(target);
        if (!fromModule.equals(targetModule)) {
            return ROOMS.exported().contains(target) && level(fromModule) > level(targetModule);
        }
        return fromModule.equals("dev.bwe.examples")
                || DESIGN.getOrDefault(from.substring("dev.bwe.".length()), Set.of())
                        .contains(target.substring("dev.bwe.".length()));
    }

    private static String module(String packageName) {
        String[] names = packageName.split("\\.", 4);
        return String.join(".", names[0], names[1], names[2]);
    }

    private static int level(String module) {
        return switch (module) {
            case CORE -> 1;
            case INTERCEPTOR -> 2;
            case WEBRTC -> 3;
            default -> 4;
        };
    }

    @Test
    void everyPackageOfTheLibraryIsInTheDesign() {
        Set<String> unknown = new TreeSet<>(ROOMS.arrows().keySet());
        unknown.removeIf(
                name -> name.startsWith("dev.bwe.examples") || DESIGN.containsKey(name.substring("dev.bwe.".length())));
        assertEquals(Set.of(), unknown);
    }

    @Test
    void noPackageHasMoreThanTwentyFiveClasses() {
        Map<String, Integer> sizes = ROOMS.sizes();
        assertFalse(sizes.isEmpty());
        sizes.values().removeIf(size -> size <= MAX_CLASSES);
        assertEquals(Map.of(), sizes);
    }

    @Test
    void coreHasNoClockThreadSocketOrLock() {
        noClasses()
                .that(resideInAnyPackage(CORE + ".."))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat(assignableTo(Thread.class)
                        .or(assignableTo(java.time.Clock.class))
                        .or(resideInAnyPackage(
                                "java.time..", "java.util.concurrent..", "java.nio.channels..", "java.net..")))
                .check(ROOMS.classes());
    }

    @Test
    void exportedPackagesShowNoInternalType() {
        assertEquals(Set.of(), ROOMS.leaks());
    }
}
