package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.panes.LongContents;
import io.millrace.sdk.transforms.LongCombineFn;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the accumulator of a combine function that is one {@code long}. A record, so that the
 * function is a constant to the compiler wherever this is one.
 *
 * @param lifted whether elements are accumulators already
 */
record CombinedLongs(
    String name, LongCombineFn<@Nullable Object, ?> fn, boolean lifted, Failures failures)
    implements LongContents<@Nullable Object> {

  @SuppressWarnings("unchecked") // its elements are those of the function
  static CombinedLongs of(String name, LongCombineFn<?, ?> fn, boolean lifted, Failures failures) {
    return new CombinedLongs(name, (LongCombineFn<@Nullable Object, ?>) fn, lifted, failures);
  }

  @Override
  public long initial() {
    try {
      return fn.initial();
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public long add(long content, @Nullable Object element) {
    try {
      return lifted
          ? fn.merge(content, (Long) Objects.requireNonNull(element))
          : fn.add(content, Typed.value(element));
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public long merge(long content, long other) {
    try {
      return fn.merge(content, other);
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public @Nullable Object emit(long content) {
    try {
      return fn.output(content);
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }
}
