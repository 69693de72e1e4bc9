package io.millrace.runners.core.stage;

import io.millrace.runners.core.invoke.UserCodeException;
import org.jspecify.annotations.Nullable;

/**
 * The first failure of a task. Kept besides being thrown, because user code that calls {@code
 * output} may catch what was thrown further down the chain; the task fails all the same.
 */
final class Failures {

  private @Nullable RuntimeException first;

  /** Records that user code of a transform threw; gives what is to be thrown. */
  RuntimeException inUserCode(String transformName, Throwable thrown) {
    if (thrown instanceof UserCodeException || thrown instanceof StageException) {
      return record((RuntimeException) thrown);
    }
    return record(UserCodeException.of(transformName, thrown));
  }

  /** Records that the engine failed on behalf of a transform; gives what is to be thrown. */
  RuntimeException inEngine(String transformName, Throwable thrown) {
    if (thrown instanceof UserCodeException || thrown instanceof StageException) {
      return record((RuntimeException) thrown);
    }
    return record(new StageException(transformName, thrown));
  }

  private RuntimeException record(RuntimeException failure) {
    if (first == null) {
      first = failure;
    }
    return failure;
  }

  /** Throws the first failure, if there was one. */
  void check() {
    if (first != null) {
      throw first;
    }
  }
}
