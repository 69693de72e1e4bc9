package io.millrace.runners.direct.job;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.time.Instant;

/**
 * A program without end, which {@link EndAtExitTest} runs in a JVM of its own. It has spilled to
 * disk by the time it says {@code started}; the sum of its window comes at its end alone.
 */
final class EndlessProgram {

  private EndlessProgram() {}

  public static void main(String[] args) {
    Pipeline p = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    p.apply("Few", GenerateSequence.from(0).to(30_000))
        .apply("Key", ParDo.of(new ByItself()))
        .apply(GroupByKey.create())
        .apply("Start", ParDo.of(new Start()));
    p.apply(
            "Ticks",
            GenerateSequence.from(1)
                .withRate(1, Duration.ofHours(1))
                .withTimestampFn(n -> Instant.EPOCH))
        .apply(Window.into(FixedWindows.of(Duration.ofMillis(10))))
        .apply(Sum.longsGlobally().withoutDefaults())
        .apply("Print", ParDo.of(new Print()));
    p.run();
  }

  static final class ByItself extends DoFn<Long, KV<Long, Long>> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<KV<Long, Long>> out) {
      out.output(KV.of(element, element));
    }
  }

  static final class Start extends DoFn<KV<Long, Iterable<Long>>, Void> {
    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) {
      if (group.getKey() == 0) {
        System.out.println("started");
      }
    }
  }

  static final class Print extends DoFn<Long, Void> {
    @ProcessElement
    public void processElement(@Element Long sum) {
      System.out.println("sum " + sum);
    }
  }
}
