package io.fairlead.rollout.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.fairlead.rollout.machine.Transition;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Transitions as JSON and back. */
public final class TransitionJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // Records are stored by their components alone.
            .changeDefaultVisibility(checker -> checker.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .build();

    private TransitionJson() {}

    /**
     * A transition as it is stored.
     *
     * @param continues whether it begins where the one before it ended; its {@code before} is then left out
     */
    record Stored(boolean continues, Transition transition) {}

    static byte[] write(Stored stored) {
        return MAPPER.writeValueAsBytes(stored);
    }

    /** A state, a transition or another record of this module as one line of JSON in UTF-8. */
    public static byte[] write(Record value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static Stored read(byte[] json) {
        try {
            return MAPPER.readValue(json, Stored.class);
        } catch (JacksonException e) {
            throw new StoreException("a stored transition cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads transitions that were written as a JSON array.
     *
     * @throws StoreException if the text is not that
     */
    public static List<Transition> readAll(String json) {
        try {
            return List.of(MAPPER.readValue(json, Transition[].class));
        } catch (JacksonException e) {
            throw new StoreException("the transitions cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes transitions as a JSON array, for {@link #readAll}. */
    public static String writeAll(List<Transition> transitions) {
        return MAPPER.writeValueAsString(transitions);
    }
}
