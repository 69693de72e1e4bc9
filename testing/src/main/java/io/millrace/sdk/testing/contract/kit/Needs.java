package io.millrace.sdk.testing.contract.kit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a test, or each test of a class and of those that extend it, needs of a runner. With a
 * runner that declares not to support it the test passes only if its pipeline is refused.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Needs {
  /** What is needed, all together. */
  Feature[] value();
}
