package io.fairlead.resource;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a record or sealed interface of this package differs from the rule in its written form; see {@link WireField}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WireObject {
    /** Where the fields are written. */
    Place place() default Place.OWN_OBJECT;

    /** Names that the API has and that carry nothing for routing: no finding, and not read. */
    String[] ignored() default {};

    /** Where the fields of a type are written. */
    enum Place {
        /** In an object of their own; for a kind, in {@code spec}. */
        OWN_OBJECT,
        /** Among the fields of the enclosing object: the members of a protobuf {@code oneof}. */
        ENCLOSING_OBJECT,
        /** Beside {@code kind} and {@code metadata}. */
        TOP_LEVEL
    }
}
