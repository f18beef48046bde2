package dev.bwe.examples.rooms;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The packages of the modules as they were compiled, and the arrows between them. */
final class Rooms {
    private static final String OURS = "dev.bwe.";

    private final JavaClasses classes;
    private final Set<String> exported;

    private Rooms(JavaClasses classes, Set<String> exported) {
        this.classes = classes;
        this.exported = exported;
    }

    /** Reads modules of the reactor; each must have been compiled. */
    static Rooms ofModules(String... modules) {
        List<Path> outputs = Stream.of(modules)
                .map(module -> Path.of("..", module, "target", "classes"))
                .toList();
        Set<String> exported = new HashSet<>();
        for (Path output : outputs) {
            try (InputStream in = Files.newInputStream(output.resolve("module-info.class"))) {
                ModuleDescriptor.read(in).exports().stream()
                        .filter(export -> !export.isQualified())
                        .forEach(export -> exported.add(export.source()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Rooms(new ClassFileImporter().importPaths(outputs), exported);
    }

    JavaClasses classes() {
        return classes;
    }

    Set<String> exported() {
        return exported;
    }

    /** Returns the packages that each package uses, by name. */
    Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : classes) {
            Set<String> targets = arrows.computeIfAbsent(type.getPackageName(), from -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target =
                        dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (target.startsWith(OURS) && !target.equals(type.getPackageName())) {
                    targets.add(target);
                }
            }
        }
        return arrows;
    }

    /** Returns the number of top-level classes in each package. */
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().endsWith("-info"))
                .forEach(type -> sizes.merge(type.getPackageName(), 1, Integer::sum));
        return sizes;
    }

    /** Returns a package that can be reached from itself, or an empty string. */
    static String cycle(Map<String, Set<String>> arrows) {
        for (String start : arrows.keySet()) {
            Deque<String> open = new ArrayDeque<>(arrows.get(start));
            Set<String> seen = new HashSet<>();
            while (!open.isEmpty()) {
                String next = open.pop();
                if (next.equals(start)) {
                    return start;
                }
                if (seen.add(next)) {
                    open.addAll(arrows.getOrDefault(next, Set.of()));
                }
            }
        }
        return "";
    }

    /** Returns where the exported classes show a type of the project that is not exported. */
    Set<String> leaks() {
        Set<String> leaks = new TreeSet<>();
        for (JavaClass type : classes) {
            if (exported.contains(type.getPackageName()) && isVisible(type)) {
                type.getSuperclass().ifPresent(parent -> collect(leaks, type, "superclass", parent));
                type.getInterfaces().forEach(parent -> collect(leaks, type, "interface", parent));
                for (JavaField field : type.getFields()) {
                    if (isVisible(field.getModifiers())) {
                        collect(leaks, type, field.getName(), field.getType());
                    }
                }
                for (JavaCodeUnit method : type.getCodeUnits()) {
                    if (isVisible(method.getModifiers())) {
                        collect(leaks, type, method.getName(), method.getReturnType());
                        method.getParameterTypes()
                                .forEach(parameter -> collect(leaks, type, method.getName(), parameter));
                        method.getThrowsClause()
                                .forEach(thrown -> collect(leaks, type, method.getName(), thrown.getRawType()));
                    }
                }
            }
        }
        return leaks;
    }

    private void collect(Set<String> leaks, JavaClass from, String member, JavaType shown) {
        for (JavaClass raw : shown.getAllInvolvedRawTypes()) {
            JavaClass type = raw.getBaseComponentType();
            boolean ours = type.getPackageName().startsWith(OURS);
            if (ours && !(exported.contains(type.getPackageName()) && isVisible(type))) {
                leaks.add(from.getName() + "." + member + " shows " + type.getName());
            }
        }
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(Rooms::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
