package io.fairlead.resource;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a record component differs from the rule in its written form.
 *
 * <p>The rule: the JSON name is the component's name and the proto name is the same in snake case. {@code int} is int32,
 * {@code long} and {@code Long} are uint32, {@code Duration} is Go's {@code 1h30m}, {@link Bytes} is base64, an enum is
 * the name of a constant. A missing field is null where the component may be null, else 0, false, "", an empty list or
 * map, or the first constant.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface WireField {
    /** The proto name, "" for the component's name in snake case. */
    String protoName() default "";

    /** Whether Kubernetes takes the proto name as well; else it is reported. */
    boolean protoNameServed() default false;

    /** Whether Istio refuses a number that is none of the enum's; else it is taken for one without a meaning. */
    boolean closed() default false;

    /** The written form. */
    Form form() default Form.NATURAL;

    /** A written form that the Java type does not tell. */
    enum Form {
        /** The form that goes with the Java type. */
        NATURAL,
        /** A whole number from 0 to 2^64-1; what passes 2^63-1 is not taken. */
        UINT64,
        /** A signed 64-bit number. */
        INT64,
        /** A number or a text, kept as text. */
        INT_OR_STRING,
        /** Bytes written as plain text instead of base64. */
        TEXT,
        /** Read from the object's {@code status} instead of its {@code spec}. */
        STATUS
    }
}
