package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.panes.Contents;
import io.millrace.sdk.transforms.Combine;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps the accumulator of a combine function. */
final class CombinedContents implements Contents<@Nullable Object, CombinedContents.Cell> {

  /** An accumulator, which may be null. */
  static final class Cell {
    private @Nullable Object accumulator;
  }

  private final String name;
  private final Combine.CombineFn<@Nullable Object, @Nullable Object, ?> fn;
  private final boolean lifted;
  private final Failures failures;

  /**
   * The accumulators of a function.
   *
   * @param lifted whether elements are accumulators already
   */
  @SuppressWarnings("unchecked")
  CombinedContents(String name, Combine.CombineFn<?, ?, ?> fn, boolean lifted, Failures failures) {
    this.name = name;
    this.fn = (Combine.CombineFn<@Nullable Object, @Nullable Object, ?>) fn;
    this.lifted = lifted;
    this.failures = failures;
  }

  @Override
  public Cell create() {
    try {
      Cell cell = new Cell();
      cell.accumulator = fn.createAccumulator();
      return cell;
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public Cell add(Cell content, @Nullable Object element) {
    try {
      content.accumulator =
          lifted
              ? merged(content.accumulator, element)
              : fn.addInput(Typed.value(content.accumulator), Typed.value(element));
      return content;
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public Cell merge(Cell content, Cell other) {
    try {
      content.accumulator = merged(content.accumulator, other.accumulator);
      return content;
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  private @Nullable Object merged(@Nullable Object one, @Nullable Object other) {
    return fn.mergeAccumulators(Arrays.asList(one, other));
  }

  @Override
  public @Nullable Object emit(Cell content, boolean keeps) {
    try {
      return fn.extractOutput(Typed.value(content.accumulator));
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }
}
