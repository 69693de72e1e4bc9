package io.millrace.runners.direct.transforms;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * A script's elements in two collections, which move through time together: those whose values
 * begin with {@code l}, and the others.
 */
record TwoStreams(PCollection<KV<String, String>> left, PCollection<KV<String, String>> right) {

  static TwoStreams of(TestPipeline p, String script) {
    return of(p, script, Window.into(new GlobalWindows()));
  }

  static TwoStreams of(TestPipeline p, String script, Window<KV<String, String>> windowing) {
    PCollection<KV<String, String>> all =
        p.apply(Script.of(script)).apply("WindowsOfBoth", windowing);
    return new TwoStreams(
        all.apply("Left", Filter.by(new BeginsWithL(true))),
        all.apply("Right", Filter.by(new BeginsWithL(false))));
  }

  private record BeginsWithL(boolean wanted)
      implements SerializableFunction<KV<String, String>, Boolean> {
    @Override
    public Boolean apply(KV<String, String> element) {
      return element.getValue().startsWith("l") == wanted;
    }
  }

  /** What a join of them gives, as texts like {@code l+r global @10}. */
  PCollection<String> joined(
      PTransform<
              PCollection<KV<String, String>>,
              PCollection<KV<String, KV<@Nullable String, @Nullable String>>>>
          join) {
    return left.apply(join).apply(asText()).apply(Elements.asText());
  }

  /** How many elements were dropped as too late, in all steps. */
  static long dropped(PipelineResult result) {
    return result.metrics().sumOfCounters(MetricName.named("millrace", "droppedDueToLateness"));
  }

  /** Pairs as texts like {@code l+r}, with the key before if it is not {@code k}. */
  static MapElements<KV<String, KV<@Nullable String, @Nullable String>>, String> asText() {
    return MapElements.via(new PairText());
  }

  private static final class PairText
      extends SimpleFunction<KV<String, KV<@Nullable String, @Nullable String>>, String> {
    @Override
    public String apply(KV<String, KV<@Nullable String, @Nullable String>> pair) {
      String key = pair.getKey().equals("k") ? "" : pair.getKey() + ":";
      return key + pair.getValue().getKey() + "+" + pair.getValue().getValue();
    }
  }
}
