package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.panes.LongContents;
import io.millrace.sdk.transforms.LongCombineFn;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the accumulator of a combine function that is one {@code long}. */
final class CombinedLongs implements LongContents<@Nullable Object> {

  private final String name;
  private final LongCombineFn<@Nullable Object, ?> fn;
  private final boolean lifted;
  private final Failures failures;

  /**
   * The accumulators of a function.
   *
   * @param lifted whether elements are accumulators already
   */
  @SuppressWarnings("unchecked")
  CombinedLongs(String name, LongCombineFn<?, ?> fn, boolean lifted, Failures failures) {
    this.name = name;
    this.fn = (LongCombineFn<@Nullable Object, ?>) fn;
    this.lifted = lifted;
    this.failures = failures;
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
