package io.fairlead.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The demo's configuration file. */
final class DemoConfig {
    private static final String NAME = "canary.yaml";

    private DemoConfig() {}

    /**
     * Writes the configuration into {@code folder}. A file there that was edited is kept beside it as {@code .bak}, which
     * is not read.
     */
    static Path write(Path folder, int gatewayPort, List<ModelServer> models) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(NAME);
        String text = text(gatewayPort, models);
        if (Files.exists(file) && !Files.readString(file).equals(text)) {
            Files.move(file, folder.resolve(NAME + ".bak"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.writeString(file, text);
    }

    private static String text(int gatewayPort, List<ModelServer> models) throws IOException {
        try (InputStream in = DemoConfig.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IOException(NAME + " is missing from the build");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${gateway}", Integer.toString(gatewayPort));
            for (ModelServer model : models) {
                text = text.replace("${" + model.version() + "}", Integer.toString(model.port()));
            }
            return text;
        }
    }
}
