package io.millrace.sdk.options;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives an option the value that it has until it is set. Stands at the getter, and its type must be
 * the getter's. An option without one begins as null, zero or false.
 */
// the nested names are Beam's, so that programs port by renaming imports
@SuppressWarnings("JavaLangClash")
public @interface Default {
  /** The default is a class. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Class {
    /** The default. */
    java.lang.Class<?> value();
  }

  /** The default is a string. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface String {
    /** The default. */
    java.lang.String value();
  }

  /** The default is a truth value. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Boolean {
    /** The default. */
    boolean value();
  }

  /** The default is a character. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Character {
    /** The default. */
    char value();
  }

  /** The default is a byte. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Byte {
    /** The default. */
    byte value();
  }

  /** The default is a short. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Short {
    /** The default. */
    short value();
  }

  /** The default is an int. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Integer {
    /** The default. */
    int value();
  }

  /** The default is a long. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Long {
    /** The default. */
    long value();
  }

  /** The default is a float. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Float {
    /** The default. */
    float value();
  }

  /** The default is a double. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Double {
    /** The default. */
    double value();
  }

  /** The default is a constant of the getter's enum. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Enum {
    /** The name of the constant. */
    java.lang.String value();
  }

  /** The default is computed when the option is first read. */
  @Documented
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface InstanceFactory {
    /** What computes it. */
    java.lang.Class<? extends DefaultValueFactory<?>> value();
  }
}
