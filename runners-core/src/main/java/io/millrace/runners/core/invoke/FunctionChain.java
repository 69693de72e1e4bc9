package io.millrace.runners.core.invoke;

import io.millrace.sdk.metrics.MetricsEnvironment;
import io.millrace.sdk.transforms.ProcessFunction;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of plain functions, one after the other, compiled into one method. For one thread.
 *
 * <p>What a function throws comes out as a {@link UserCodeException} with the name of its
 * transform; what the receiver behind the last function throws passes through as it is.
 */
public abstract class FunctionChain implements ElementReceiver {

  /** For generated classes. */
  protected FunctionChain() {}

  /** What becomes of an element and its function's result. */
  public enum Kind {
    /** The result takes the element's place. */
    MAP,
    /** The result, a {@code Boolean}, says whether the element stays. */
    FILTER,
    /** The elements of the result, an {@code Iterable}, take the element's place. */
    FLAT_MAP
  }

  /**
   * A function of the chain.
   *
   * @param transformName the full name of the transform, for errors
   * @param metricsPlace where the function's metrics go: a place of the thread's holder
   * @param nullRefusal what to throw when an output is null; null if outputs may be null
   */
  public record Link(
      Kind kind,
      ProcessFunction<?, ?> fn,
      String transformName,
      int metricsPlace,
      @Nullable Supplier<? extends RuntimeException> nullRefusal) {}

  /**
   * A chain that passes elements through the links, in order, and then to {@code next}.
   *
   * @param holder of the thread that will call the chain; left pointing at whatever was called last
   */
  public static FunctionChain of(
      List<Link> links, ElementReceiver next, MetricsEnvironment.Holder holder) {
    return new FunctionChainWriter(links, next, holder).write();
  }

  @Override
  public abstract void accept(@Nullable Object value);
}
