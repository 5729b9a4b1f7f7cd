package io.fairlead.testkit.hostile;

import io.fairlead.testkit.http.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client got, as the strict grammar reads it.
 *
 * @param interim responses of 1xx
 * @param finals complete responses
 * @param open the last response, if it is not complete
 * @param violation what is outside the grammar, empty if nothing is
 */
record Transcript(
        List<Message> interim,
        List<Message> finals,
        @Nullable Message open,
        String violation) {
    private static final Message NO_HEAD =
            new Message(List.of("", "0"), Fields.NONE, "", Fields.NONE, List.of(), false);

    Transcript {
        interim = List.copyOf(interim);
        finals = List.copyOf(finals);
    }

    /** Reads all responses to requests of these methods; further ones count as GET. */
    static Transcript of(String bytes, boolean ended, List<String> methods) {
        List<Message> interim = new ArrayList<>();
        List<Message> finals = new ArrayList<>();
        int position = 0;
        while (position < bytes.length()) {
            String method = finals.size() < methods.size() ? methods.get(finals.size()) : "GET";
            StrictGrammar grammar = new StrictGrammar(bytes, position, ended);
            try {
                Message response = grammar.response(method);
                position = grammar.position();
                boolean isInterim = response.status() < 200 && response.status() != 101;
                (isInterim ? interim : finals).add(response);
                if (response.status() == 101) {
                    break;
                }
            } catch (StrictGrammar.Incomplete e) {
                Message head = e.head();
                return new Transcript(interim, finals, head == null ? NO_HEAD : head, "");
            } catch (StrictGrammar.Violation e) {
                return new Transcript(interim, finals, null, String.valueOf(e.getMessage()));
            }
        }
        return new Transcript(interim, finals, null, "");
    }

    List<Integer> statuses() {
        return finals.stream().map(Message::status).toList();
    }
}
