package io.millrace.runners.direct.transforms;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ProcessFunction;
import io.millrace.sdk.transforms.SerializableFunction;
import org.jspecify.annotations.Nullable;

/** A function of each element, called as a DoFn. */
final class Each<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends DoFn<InputT, OutputT> {

  private final ProcessFunction<DoFn<InputT, OutputT>.ProcessContext, OutputT> fn;

  private Each(ProcessFunction<DoFn<InputT, OutputT>.ProcessContext, OutputT> fn) {
    this.fn = fn;
  }

  static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Each<InputT, OutputT> element(SerializableFunction<InputT, OutputT> fn) {
    return new Each<>(c -> fn.apply(c.element()));
  }

  static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Each<InputT, OutputT> context(
          ProcessFunction<DoFn<InputT, OutputT>.ProcessContext, OutputT> fn) {
    return new Each<>(fn);
  }

  @ProcessElement
  public void processElement(ProcessContext c) throws Exception {
    c.output(fn.apply(c));
  }
}
