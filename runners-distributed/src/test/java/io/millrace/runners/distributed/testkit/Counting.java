package io.millrace.runners.distributed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Counts numbers by key, so that one sees what was lost and what came twice. */
public final class Counting {

  /** So many keys there are. */
  public static final int KEYS = 10;

  private Counting() {}

  /** Numbers without end, a thousand a second, by their last digits. */
  public static PCollection<KV<Long, Long>> numbers(Pipeline pipeline) {
    return pipeline
        .apply("Numbers", GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
        .apply("ByLastDigit", WithKeys.of(new LastDigit()));
  }

  private static final class LastDigit extends SimpleFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long apply(Long number) {
      return number % KEYS;
    }
  }

  /** Gives for each element its key, and how many there were of that. */
  public static final class Counts extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1;

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> state,
        OutputReceiver<KV<Long, Long>> out) {
      Long before = state.read();
      long now = before == null ? 1 : before + 1;
      state.write(now);
      out.output(KV.of(element.getKey(), now));
    }
  }

  /** Of each key the counts go from 1 on, without a gap, and none is there twice. */
  public static void assertNothingIsLostOrTwice(Iterable<KV<Long, Long>> counts) {
    Map<Long, List<Long>> byKey = new TreeMap<>();
    counts.forEach(
        each ->
            byKey.computeIfAbsent(each.getKey(), key -> new ArrayList<>()).add(each.getValue()));
    assertThat(byKey).hasSize(KEYS);
    byKey.forEach(
        (key, numbers) ->
            assertThat(numbers.stream().sorted().toList())
                .as("key " + key)
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList()));
  }
}
