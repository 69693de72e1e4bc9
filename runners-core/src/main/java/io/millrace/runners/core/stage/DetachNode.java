package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.transforms.join.CoGbkResult.CoGbkResultCoder;
import io.millrace.sdk.util.CoderUtils;
import org.jspecify.annotations.Nullable;

/** Gives copies of elements, made by their coder: nothing in them depends on the task any more. */
final class DetachNode implements ElementReceiver {

  private final String name;
  private final Coder<@Nullable Object> coder;
  private final ElementReceiver next;
  private final Failures failures;

  @SuppressWarnings("unchecked")
  DetachNode(String name, Coder<?> coder, ElementReceiver next, Failures failures) {
    this.name = name;
    this.coder = (Coder<@Nullable Object>) coder;
    this.next = next;
    this.failures = failures;
  }

  /** Whether elements may hold iterables that are read lazily. */
  static boolean isNeededFor(Coder<?> coder) {
    return coder instanceof IterableCoder
        || coder instanceof CoGbkResultCoder
        || coder.getCoderArguments().stream().anyMatch(DetachNode::isNeededFor);
  }

  @Override
  public void accept(@Nullable Object value) {
    Object copy;
    try {
      copy = CoderUtils.clone(coder, Typed.value(value));
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    next.accept(copy);
  }
}
