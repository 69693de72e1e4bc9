package io.millrace.examples;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PDone;

/** Prints lines to the standard output of the process that executes the pipeline. */
public final class PrintLines extends PTransform<PCollection<String>, PDone> {

  @Override
  public PDone expand(PCollection<String> lines) {
    lines.apply("Print", ParDo.of(new Print()));
    return PDone.in(lines.getPipeline());
  }

  private static final class Print extends DoFn<String, Void> {
    @ProcessElement
    public void processElement(@Element String line) {
      System.out.println(line);
    }
  }
}
