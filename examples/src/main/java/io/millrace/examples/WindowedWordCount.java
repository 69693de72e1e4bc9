package io.millrace.examples;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.Validation;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;

/**
 * Counts the words of each minute.
 *
 * <pre>{@code
 * bin/millrace example windowed-wordcount --input=examples/data/chat.txt --output=counts
 * }</pre>
 *
 * <p>The transform that counts is the same as without windows: {@link WordCount.CountWords}.
 */
public final class WindowedWordCount {

  private WindowedWordCount() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("The file or files to read, whose lines begin with a time.")
    @Validation.Required
    String getInput();

    void setInput(String value);

    @Description("What the names of the written files begin with.")
    @Validation.Required
    String getOutput();

    void setOutput(String value);

    @Description("How long each window is, in minutes.")
    @Default.Integer(1)
    int getWindowMinutes();

    void setWindowMinutes(int value);
  }

  /** The counts of each window, a line each. */
  static final class CountPerWindow extends PTransform<PCollection<String>, PCollection<String>> {

    private final Duration size;

    CountPerWindow(Duration size) {
      this.size = size;
    }

    @Override
    public PCollection<String> expand(PCollection<String> lines) {
      return lines
          .apply("Windows", Window.into(FixedWindows.of(size)))
          .apply("CountWords", new WordCount.CountWords())
          .apply("Format", ParDo.of(new Format()));
    }
  }

  private static final class Format extends DoFn<KV<String, Long>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Long> word, IntervalWindow window, OutputReceiver<String> out) {
      out.output(window.start() + " " + word.getKey() + ": " + word.getValue());
    }
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("ReadLines", TimedLines.from(options.getInput()))
        .apply(new CountPerWindow(Duration.ofMinutes(options.getWindowMinutes())))
        .apply("WriteCounts", TextIO.write().to(options.getOutput()));
    pipeline.run().waitUntilFinish();
  }
}
