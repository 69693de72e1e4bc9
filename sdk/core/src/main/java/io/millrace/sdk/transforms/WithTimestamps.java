package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives each element the event time that a function takes from it.
 *
 * <pre>{@code
 * PCollection<Order> timed = orders.apply(WithTimestamps.of((Order order) -> order.paidAt()));
 * }</pre>
 *
 * <p>A time before the one that the element has already fails the pipeline: such an element could
 * be late before it is seen. Elements of bounded sources begin at the beginning of time, so for
 * them every time is allowed.
 *
 * @param <T> the type of the elements
 */
public class WithTimestamps<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PCollection<T>> {

  private final SerializableFunction<T, Instant> fn;

  private WithTimestamps(SerializableFunction<T, Instant> fn) {
    this.fn = fn;
  }

  /** Takes event times from the given function. */
  public static <T extends @Nullable Object> WithTimestamps<T> of(
      SerializableFunction<T, Instant> fn) {
    return new WithTimestamps<>(fn);
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    PCollection<T> output =
        input
            .apply("AddTimestamps", ParDo.of(new AddTimestampsDoFn<>(fn)))
            .setCoder(input.getCoder());
    TypeDescriptor<T> type = input.getTypeDescriptor();
    return type == null ? output : output.setTypeDescriptor(type);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    ElementDoFn.describe(fn, builder);
  }

  static final class AddTimestampsDoFn<T extends @Nullable Object> extends DoFn<T, T> {

    private static final long serialVersionUID = 1;

    private final SerializableFunction<T, Instant> fn;

    AddTimestampsDoFn(SerializableFunction<T, Instant> fn) {
      this.fn = fn;
    }

    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<T> out) {
      Instant timestamp = fn.apply(element);
      if (timestamp == null) {
        throw new NullPointerException(
            "The function given to WithTimestamps.of(...) gave null for the element " + element);
      }
      out.outputWithTimestamp(element, timestamp);
    }
  }
}
