package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.benchmarks.WordHash;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;

/** wc: how often each word comes up in the whole text, known when it has ended. */
public record WordCounts() implements Query<String, KV<String, Long>> {

  @Override
  public Numbered<String> input() {
    return new Lines();
  }

  @Override
  public PCollection<KV<String, Long>> answer(PCollection<String> lines) {
    return lines
        .apply("Words", ParDo.of(new Words()))
        .apply(
            "AtTheEnd",
            Window.<String>configure()
                .triggering(AfterWatermark.pastEndOfWindow())
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply("Count", Count.perElement());
  }

  /** Words are what stands between spaces. */
  private static final class Words extends DoFn<String, String> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(@Element String line, OutputReceiver<String> out) {
      int start = 0;
      for (int space; (space = line.indexOf(' ', start)) >= 0; start = space + 1) {
        out.output(line.substring(start, space));
      }
      out.output(line.substring(start));
    }
  }

  @Override
  public long hash(KV<String, Long> row) {
    return WordHash.of(row.getKey(), row.getValue());
  }
}
