package io.millrace.sdk.coders;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the coder of the annotated class, for when nothing else is registered for it.
 *
 * <p>The coder class has a static {@code CoderProvider getCoderProvider()}, or a static {@code of}
 * that takes the annotated class, a {@link io.millrace.sdk.values.TypeDescriptor} of it, or one
 * coder for each type argument.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface DefaultCoder {
  /** The coder's class. */
  // any coder class is welcome, also a generic one such as SerializableCoder.class
  @SuppressWarnings("rawtypes")
  Class<? extends Coder> value();
}
