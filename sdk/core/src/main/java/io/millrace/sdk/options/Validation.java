package io.millrace.sdk.options;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What {@link PipelineOptionsValidator} checks. */
public @interface Validation {
  /** The option must have a value that is not null, by itself or by a default. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Required {
    /** If not empty: of each of these groups at least one option must have a value. */
    String[] groups() default {};
  }
}
