package io.fairlead.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys. Prints sizes, never content. Kubernetes: {@code core/v1}.
 *
 * @param type for example {@code kubernetes.io/tls}; "" means {@code Opaque}
 * @param data written in base64
 * @param stringData written as text, wins over {@code data}
 * @param immutable null means false
 */
@WireObject(place = WireObject.Place.TOP_LEVEL)
public record Secret(
        String type,
        Map<String, Bytes> data,
        @WireField(form = WireField.Form.TEXT) Map<String, Bytes> stringData,
        @Nullable Boolean immutable)
        implements ResourceSpec {
    /** The type of a Secret with {@code tls.crt} and {@code tls.key}. */
    public static final String TLS_TYPE = "kubernetes.io/tls";

    public Secret {
        data = Map.copyOf(data);
        stringData = Map.copyOf(stringData);
    }

    /** Both maps as one. */
    public Map<String, Bytes> content() {
        Map<String, Bytes> content = new LinkedHashMap<>(data);
        content.putAll(stringData);
        return Map.copyOf(content);
    }
}
