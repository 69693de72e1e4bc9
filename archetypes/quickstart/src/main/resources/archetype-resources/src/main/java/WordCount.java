package ${package};

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.Locale;

/** Counts the words of text files. */
public final class WordCount {

  private WordCount() {}

  /** The program's flags: --input=... and --output=...; --help lists all there are. */
  public interface Options extends PipelineOptions {
    @Description("The files to read; may contain * and ?.")
    @Default.String("texts/*.txt")
    String getInput();

    void setInput(String input);

    @Description("What the names of the written files begin with.")
    @Default.String("target/counts")
    String getOutput();

    void setOutput(String output);
  }

  /** Lines to words. Called for each element, on many threads, with a copy of its own on each. */
  static class ExtractWords extends DoFn<String, String> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(@Element String line, OutputReceiver<String> out) {
      for (String word : line.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{Nd}']+")) {
        if (!word.isEmpty()) {
          out.output(word);
        }
      }
    }
  }

  /** Lines to counted words: a transform made of others, to be used and tested by itself. */
  static class CountWords extends PTransform<PCollection<String>, PCollection<KV<String, Long>>> {
    private static final long serialVersionUID = 1;

    @Override
    public PCollection<KV<String, Long>> expand(PCollection<String> lines) {
      return lines
          .apply("ExtractWords", ParDo.of(new ExtractWords()))
          .apply("CountEach", Count.perElement());
    }
  }

  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", TextIO.read().from(options.getInput()))
        .apply("CountWords", new CountWords())
        .apply(
            "Format",
            MapElements.into(TypeDescriptors.strings())
                .via(word -> word.getKey() + ": " + word.getValue()))
        .apply("Write", TextIO.write().to(options.getOutput()));
    pipeline.run().waitUntilFinish();
  }
}
