package dev.bwe.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributesTest {
    private final Attributes attributes = new Attributes();

    @Test
    void holdsAsManyValuesAsArePutUnderTheirKeys() {
        List<Attributes.Key<Integer>> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add(new Attributes.Key<>("same name"));
            attributes.put(keys.get(i), i);
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(i, attributes.get(keys.get(i)));
        }
    }

    @Test
    void aSecondValueReplacesTheFirst() {
        Attributes.Key<String> key = new Attributes.Key<>("k");
        attributes.put(key, "old").put(key, "new");
        assertEquals("new", attributes.get(key));
        assertNull(attributes.put(key, null).get(key));
    }

    @Test
    void clearingForgetsValuesAndArrival() {
        Attributes.Key<String> key = new Attributes.Key<>("k");
        attributes.put(key, "value").arrivalTimeUs(0);
        assertEquals(0, attributes.arrivalTimeUs());
        attributes.clear();
        assertNull(attributes.get(key));
        assertEquals(Attributes.NO_ARRIVAL_TIME, attributes.arrivalTimeUs());
    }
}
