package io.fairlead.proxy.observe;

import java.util.Map;

/**
 * What commands may use of the process.
 *
 * @param hostname for {@code %HOSTNAME%}
 * @param environment for {@code %ENVIRONMENT(NAME)%}
 */
public record CommandContext(String hostname, Map<String, String> environment) {
    /** Knows nothing. */
    public static final CommandContext EMPTY = new CommandContext("", Map.of());

    public CommandContext {
        environment = Map.copyOf(environment);
    }

    /** That of this process: its environment, and the host name from it. */
    public static CommandContext ofProcess() {
        Map<String, String> environment = System.getenv();
        return new CommandContext(environment.getOrDefault("HOSTNAME", ""), environment);
    }
}
