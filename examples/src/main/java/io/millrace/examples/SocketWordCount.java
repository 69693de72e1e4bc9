package io.millrace.examples;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.io.SocketIO;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.DefaultValueFactory;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.time.Duration;

/**
 * Counts words as they are typed. In one terminal type {@code nc -lk 9999}, in another
 *
 * <pre>{@code
 * bin/millrace example socket-wordcount --port=9999
 * }</pre>
 *
 * <p>The counts of each five seconds are printed when these are over. The program goes on until the
 * connection is closed; Ctrl-C ends it at once, or with {@code --drainAtExit=10s} after the counts
 * of the words typed so far.
 */
public final class SocketWordCount {

  private SocketWordCount() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("The host to connect to.")
    @Default.String("localhost")
    String getHost();

    void setHost(String value);

    @Description("The port that something listens on there.")
    @Default.Integer(9999)
    int getPort();

    void setPort(int value);

    @Description("How long the windows are in which words are counted.")
    @Default.InstanceFactory(FiveSeconds.class)
    Duration getWindow();

    void setWindow(Duration value);
  }

  /** The windows' length unless another is asked for. */
  public static final class FiveSeconds implements DefaultValueFactory<Duration> {
    @Override
    public Duration create(PipelineOptions options) {
      return Duration.ofSeconds(5);
    }
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Lines", SocketIO.readLines(options.getHost(), options.getPort()))
        .apply("Window", Window.into(FixedWindows.of(options.getWindow())))
        .apply("CountWords", new WordCount.CountWords())
        .apply(
            "Print",
            ConsoleIO.<KV<String, Long>>write()
                .withFormatFunction(word -> word.getKey() + ": " + word.getValue()));
    pipeline.run().waitUntilFinish();
  }
}
