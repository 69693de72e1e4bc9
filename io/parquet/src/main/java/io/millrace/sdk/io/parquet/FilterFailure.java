package io.millrace.sdk.io.parquet;

import org.apache.parquet.filter2.predicate.SchemaCompatibilityValidator;

/** Tells a filter that does not fit a file from a file that is malformed. */
final class FilterFailure {

  private FilterFailure() {}

  /** Whether Parquet threw this because a predicate is about columns of other types. */
  static boolean isOne(Throwable failure) {
    if (!(failure instanceof IllegalArgumentException)) {
      return false;
    }
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith(SchemaCompatibilityValidator.class.getName())) {
        return true;
      }
    }
    return false;
  }
}
