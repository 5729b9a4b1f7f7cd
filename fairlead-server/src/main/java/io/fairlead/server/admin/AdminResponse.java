package io.fairlead.server.admin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** An answer of the admin address, to be sent as UTF-8. */
public record AdminResponse(int status, String contentType, String body) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** JSON, indented. */
    public static AdminResponse json(int status, JsonNode body) {
        return new AdminResponse(
                status,
                "application/json; charset=utf-8",
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n");
    }

    /** Plain text with status 200. */
    public static AdminResponse text(String body) {
        return new AdminResponse(200, "text/plain; charset=utf-8", body);
    }

    /** Why there is no other answer, as JSON. */
    public static AdminResponse error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }
}
