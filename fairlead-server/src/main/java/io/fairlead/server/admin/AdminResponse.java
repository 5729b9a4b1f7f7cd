package io.fairlead.server.admin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** An answer of the admin address, to be sent as UTF-8. */
record AdminResponse(int status, String contentType, String body) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static AdminResponse json(int status, JsonNode body) {
        return new AdminResponse(
                status,
                "application/json; charset=utf-8",
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n");
    }

    static AdminResponse text(String body) {
        return new AdminResponse(200, "text/plain; charset=utf-8", body);
    }

    static AdminResponse error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }
}
