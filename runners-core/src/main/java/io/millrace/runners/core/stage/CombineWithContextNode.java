package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.values.KV;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Combines the values of each group with a function that reads side inputs. */
final class CombineWithContextNode<
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object,
        OutputT extends @Nullable Object>
    implements ElementReceiver {

  private final String name;
  private final CombineWithContext.CombineFnWithContext<InputT, AccumT, OutputT> fn;
  private final ElementReceiver next;
  private final Failures failures;
  private final CombineWithContext.Context context;

  CombineWithContextNode(
      String name,
      CombineWithContext.CombineFnWithContext<InputT, AccumT, OutputT> fn,
      Map<String, SideInputReader> sideInputs,
      PipelineOptions options,
      ElementReceiver next,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.fn = fn;
    this.next = next;
    this.failures = failures;
    this.context = new SideInputContext(options, sideInputs, cursor);
  }

  @Override
  @SuppressWarnings("unchecked") // the grouping gives iterables of the input type
  public void accept(@Nullable Object value) {
    KV<?, Iterable<InputT>> group = (KV<?, Iterable<InputT>>) Objects.requireNonNull(value);
    OutputT result;
    try {
      result = fn.apply(group.getValue(), context);
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
    next.accept(KV.of(group.getKey(), result));
  }
}
