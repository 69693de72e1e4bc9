package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;

/** Gives the default value of a combine function if there was nothing to combine. */
final class DefaultIfEmpty<OutputT extends @Nullable Object> extends DoFn<byte[], OutputT> {
  private static final long serialVersionUID = 1;

  private final String transform;
  private final GlobalCombineFn<?, ?, OutputT> fn;
  private final PCollectionView<Iterable<OutputT>> results;
  private final Coder<OutputT> coder;

  DefaultIfEmpty(
      String transform,
      GlobalCombineFn<?, ?, OutputT> fn,
      PCollectionView<Iterable<OutputT>> results,
      Coder<OutputT> coder) {
    this.transform = transform;
    this.fn = fn;
    this.results = results;
    this.coder = coder;
  }

  @ProcessElement
  public void processElement(ProcessContext c) {
    if (c.sideInput(results).iterator().hasNext()) {
      return;
    }
    OutputT value = fn.defaultValue();
    if (value == null) {
      verifyNullIsAValue();
    }
    c.output(value);
  }

  @SuppressWarnings("NullAway") // whether null is allowed is the question
  private void verifyNullIsAValue() {
    try {
      byte[] unused = CoderUtils.encodeToByteArray(coder, null);
    } catch (CoderException e) {
      throw new IllegalStateException(
          String.format(
              "%s had nothing to combine, and its function has no default value: %s gives null,"
                  + " which %s does not take. Say withoutDefaults() for no output, override"
                  + " identity() or defaultValue(), or set a NullableCoder.",
              transform, fn.getClass().getName(), coder),
          e);
    }
  }
}
