package io.millrace.runners.direct.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.util.ArrayList;
import java.util.List;

/** A collection of given elements, made of nothing that hides what a test is about. */
public final class Elements<T> extends PTransform<PBegin, PCollection<T>> {

  private final Coder<T> coder;
  private final Emit<T> emit;

  private Elements(Coder<T> coder, List<TimestampedValue<T>> elements) {
    this.coder = coder;
    this.emit = new Emit<>();
    elements.forEach(
        element -> {
          emit.values.add(element.getValue());
          emit.timestamps.add(element.getTimestamp());
        });
  }

  /** The elements at the beginning of time. */
  @SafeVarargs
  public static <T> Elements<T> of(Coder<T> coder, T... elements) {
    List<TimestampedValue<T>> timestamped = new ArrayList<>();
    for (T element : elements) {
      timestamped.add(TimestampedValue.atMinimumTimestamp(element));
    }
    return new Elements<>(coder, timestamped);
  }

  /** The elements, each at its time. */
  @SafeVarargs
  public static <T> Elements<T> timestamped(Coder<T> coder, TimestampedValue<T>... elements) {
    List<TimestampedValue<T>> timestamped = new ArrayList<>();
    for (TimestampedValue<T> element : elements) {
      timestamped.add(element);
    }
    return new Elements<>(coder, timestamped);
  }

  @Override
  public PCollection<T> expand(PBegin input) {
    return input.apply(Impulse.create()).apply(ParDo.of(emit)).setCoder(coder);
  }

  static final class Emit<T> extends DoFn<byte[], T> {
    private final ArrayList<T> values = new ArrayList<>();
    private final ArrayList<java.time.Instant> timestamps = new ArrayList<>();

    @ProcessElement
    public void processElement(OutputReceiver<T> out) {
      for (int i = 0; i < values.size(); i++) {
        out.outputWithTimestamp(values.get(i), timestamps.get(i));
      }
    }
  }
}
