package io.millrace.examples;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.Validation;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;

/**
 * Counts the words of text files.
 *
 * <pre>{@code
 * bin/millrace example wordcount --input='texts/*.txt' --output=counts
 * }</pre>
 *
 * <p>The output has one {@code word: count} a line, in files {@code counts-00000-of-00002} and so
 * on.
 */
public final class WordCount {

  private WordCount() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("The file or files to read; compressed ones are recognised by their names.")
    @Validation.Required
    String getInput();

    void setInput(String value);

    @Description("What the names of the written files begin with.")
    @Validation.Required
    String getOutput();

    void setOutput(String value);
  }

  /** Turns lines into the words in them. */
  static final class ExtractWords extends DoFn<String, String> {

    @ProcessElement
    public void processElement(@Element String line, OutputReceiver<String> words) {
      Words.forEach(line, words::output);
    }
  }

  /** Counts the words of lines: a composite, to be applied and tested by itself. */
  public static final class CountWords
      extends PTransform<PCollection<String>, PCollection<KV<String, Long>>> {

    @Override
    public PCollection<KV<String, Long>> expand(PCollection<String> lines) {
      return lines
          .apply("ExtractWords", ParDo.of(new ExtractWords()))
          .apply("CountEach", Count.perElement());
    }
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("ReadLines", TextIO.read().from(options.getInput()))
        .apply("CountWords", new CountWords())
        .apply(
            "Format",
            MapElements.into(TypeDescriptors.strings())
                .via(word -> word.getKey() + ": " + word.getValue()))
        .apply("WriteCounts", TextIO.write().to(options.getOutput()));
    pipeline.run().waitUntilFinish();
  }
}
