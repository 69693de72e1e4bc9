package io.millrace.examples;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.ConsoleIO;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.Validation;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;

/**
 * Finds the sessions of the visitors of a site: how long they stayed, and how many pages they saw.
 *
 * <pre>{@code
 * bin/millrace example sessions --input=examples/data/visits.txt
 * }</pre>
 */
public final class UserSessions {

  /** Who does nothing for that long has left. */
  private static final Duration GAP = Duration.ofMinutes(30);

  private UserSessions() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("The file or files to read: lines of time, user and page.")
    @Validation.Required
    String getInput();

    void setInput(String value);
  }

  /** From visits, as {@code user page}, to a line for each session. */
  static final class FindSessions extends PTransform<PCollection<String>, PCollection<String>> {

    @Override
    public PCollection<String> expand(PCollection<String> visits) {
      return visits
          .apply(
              "User",
              MapElements.into(TypeDescriptors.strings())
                  .via(visit -> visit.substring(0, visit.indexOf(' '))))
          .apply("Sessions", Window.into(Sessions.withGapDuration(GAP)))
          .apply("PagesPerSession", Count.perElement())
          .apply("Describe", ParDo.of(new Describe()));
    }
  }

  /** A session lasts until a gap after its last visit. */
  private static final class Describe extends DoFn<KV<String, Long>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Long> pages, IntervalWindow session, OutputReceiver<String> out) {
      Duration stayed = Duration.between(session.start(), session.end().minus(GAP));
      out.output(
          String.format(
              "%s came at %s, stayed for %d minutes and saw %d pages",
              pages.getKey(), session.start(), stayed.toMinutes(), pages.getValue()));
    }
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("ReadVisits", TimedLines.from(options.getInput()))
        .apply("FindSessions", new FindSessions())
        .apply("Show", ConsoleIO.write());
    pipeline.run().waitUntilFinish();
  }
}
