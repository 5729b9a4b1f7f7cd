package io.fairlead.server.admin;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /ready}: 200 once the listeners serve the newest accepted configuration, else 503 with the reason. */
final class ReadyPage {
    private ReadyPage() {}

    static AdminResponse answer(ServerView view) {
        Readiness readiness = view.readiness();
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("ready", readiness.isReady())
                .put("version", readiness.version());
        if (!readiness.isReady()) {
            body.put("reason", readiness.reason());
        }
        return AdminResponse.json(readiness.isReady() ? 200 : 503, body);
    }
}
