package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.ReadableState;
import io.millrace.sdk.state.ReadableStates;
import io.millrace.sdk.state.StateTtl;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One accumulator: by itself, or with its time if it has a time to live. */
final class CombiningCell<
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object,
        OutputT extends @Nullable Object>
    extends Cell implements CombiningState<InputT, AccumT, OutputT> {

  /** The combine function, with its context if it takes one. */
  interface Fn<
      InputT extends @Nullable Object,
      AccumT extends @Nullable Object,
      OutputT extends @Nullable Object> {

    AccumT createAccumulator();

    AccumT addInput(AccumT accumulator, InputT input);

    AccumT mergeAccumulators(Iterable<AccumT> accumulators);

    OutputT extractOutput(AccumT accumulator);
  }

  private record Accumulator(@Nullable Object value, long written) {}

  private final Fn<InputT, AccumT, OutputT> fn;
  private final Copies<AccumT> copies;

  CombiningCell(
      Place place, @Nullable StateTtl ttl, Fn<InputT, AccumT, OutputT> fn, Copies<AccumT> copies) {
    super(place, ttl);
    this.fn = fn;
    this.copies = copies;
  }

  private @Nullable Accumulator living() {
    Accumulator accumulator = (Accumulator) content();
    return accumulator == null || isOver(accumulator.written) ? null : accumulator;
  }

  private AccumT valueOf(@Nullable Accumulator accumulator) {
    return accumulator == null ? fn.createAccumulator() : Typed.value(accumulator.value);
  }

  private void keep(AccumT value, @Nullable Accumulator before) {
    long written = before == null ? written() : written(before.written);
    content(new Accumulator(copies.of(value), written));
  }

  @Override
  public void add(InputT value) {
    Accumulator before = living();
    keep(fn.addInput(valueOf(before), value), before);
  }

  @Override
  public void addAccum(AccumT accum) {
    Accumulator before = living();
    keep(
        before == null ? accum : fn.mergeAccumulators(List.of(Typed.value(before.value), accum)),
        before);
  }

  @Override
  public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
    return fn.mergeAccumulators(accumulators);
  }

  @Override
  public OutputT read() {
    // A copy where checks are strict: extracting must not change what is kept.
    return fn.extractOutput(getAccum());
  }

  @Override
  public AccumT getAccum() {
    return copies.of(valueOf(living()));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(living() == null);
  }

  @Override
  public CombiningState<InputT, AccumT, OutputT> readLater() {
    return this;
  }

  @Override
  long freeIn(Object content) {
    long written = ((Accumulator) content).written;
    return isOver(written) ? Long.MAX_VALUE : written;
  }

  @Override
  void save(Object content, EncodeBuffer out) throws IOException {
    Accumulator accumulator = (Accumulator) content;
    saveTime(accumulator.written, out);
    copies.save(Typed.value(accumulator.value), out);
  }

  @Override
  Object load(DecodeBuffer in) throws IOException {
    long written = loadTime(in);
    return new Accumulator(copies.load(in), written);
  }
}
