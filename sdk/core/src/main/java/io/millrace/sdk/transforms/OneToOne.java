package io.millrace.sdk.transforms;

import org.jspecify.annotations.Nullable;

/**
 * One output for each element: a plain function as a {@link DoFn}, for transforms that are made of
 * others. Whoever uses it sets the coder of the output.
 */
final class OneToOne<InputT extends @Nullable Object, OutputT extends @Nullable Object>
    extends DoFn<InputT, OutputT> implements ElementFunction {

  private final SerializableFunction<InputT, OutputT> fn;

  private OneToOne(SerializableFunction<InputT, OutputT> fn) {
    this.fn = fn;
  }

  static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      OneToOne<InputT, OutputT> of(SerializableFunction<InputT, OutputT> fn) {
    return new OneToOne<>(fn);
  }

  @ProcessElement
  public void processElement(@Element InputT element, OutputReceiver<OutputT> out) {
    out.output(fn.apply(element));
  }

  @Override
  public Kind kind() {
    return Kind.MAP;
  }

  @Override
  public ProcessFunction<?, ?> fn() {
    return fn;
  }
}
