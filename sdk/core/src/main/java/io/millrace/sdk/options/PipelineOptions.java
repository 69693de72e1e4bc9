package io.millrace.sdk.options;

import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pipeline.
 *
 * <p>Users extend this interface with getters and setters of their own and never implement it:
 *
 * <pre>{@code
 * public interface WordCountOptions extends PipelineOptions {
 *   @Description("Files to read.")
 *   @Validation.Required
 *   String getInput();
 *   void setInput(String value);
 * }
 *
 * WordCountOptions options =
 *     PipelineOptionsFactory.fromArgs(args).withValidation().as(WordCountOptions.class);
 * }</pre>
 *
 * <p>A getter {@code getX} (or {@code isX} for booleans) and a setter {@code setX} make the option
 * {@code x}. The interface may have default and static methods besides. Options are thread-safe;
 * they are not {@link java.io.Serializable} and travel as JSON, see {@link PipelineOptionsJson}.
 */
public interface PipelineOptions extends HasDisplayData {
  /**
   * The same settings through another interface: what is set through one is seen through all.
   *
   * @throws InvalidOptionException if the interface is malformed, or at odds with one through which
   *     these options were seen before
   */
  <T extends PipelineOptions> T as(Class<T> kls);

  /**
   * What executes the pipeline: unless set, the only runner on the class path, or else the direct
   * runner.
   *
   * @throws InvalidOptionException if it is not set and there is no such runner
   */
  @Description(
      "What executes the pipeline: a runner's simple name, such as direct or DirectRunner, or the"
          + " full name of its class. By default the only runner on the class path, or else the"
          + " direct runner.")
  @Default.InstanceFactory(DirectRunner.class)
  Class<? extends PipelineRunner<?>> getRunner();

  /** Sets what executes the pipeline. */
  void setRunner(Class<? extends PipelineRunner<?>> kls);

  /** What to do about transforms without stable unique names. */
  @Description("What to do when transforms have no stable unique names.")
  @Default.Enum("WARNING")
  CheckEnabled getStableUniqueNames();

  /** Sets what to do about transforms without stable unique names. */
  void setStableUniqueNames(CheckEnabled enabled);

  /** A directory for temporary files, or null if none was chosen. */
  @Description("A directory for temporary files, as a path that every worker can reach.")
  @Nullable String getTempLocation();

  /** Sets a directory for temporary files. */
  void setTempLocation(@Nullable String value);

  /** The job's name: unless set, made of the program's and the user's name. */
  @Description("Name of the job; by default made of the program's and the user's name.")
  @Default.InstanceFactory(JobNameFactory.class)
  String getJobName();

  /** Sets the job's name. */
  void setJobName(String jobName);

  /** How strict a check is. */
  enum CheckEnabled {
    /** Not checked. */
    OFF,
    /** A finding is logged. */
    WARNING,
    /** A finding is an error. */
    ERROR
  }

  /** The default runner: the only one on the class path, or else the direct runner. */
  final class DirectRunner implements DefaultValueFactory<Class<? extends PipelineRunner<?>>> {
    @Override
    public Class<? extends PipelineRunner<?>> create(PipelineOptions options) {
      return Runners.defaultRunner();
    }
  }

  /**
   * The default job name: program and user in lower case, with a dash for whatever is neither a
   * letter nor a digit. The same program of the same user gets the same name.
   */
  final class JobNameFactory implements DefaultValueFactory<String> {
    @Override
    public String create(PipelineOptions options) {
      String program = normalised(options.as(ApplicationNameOptions.class).getAppName());
      String user = normalised(System.getProperty("user.name"));
      String name = (program.isEmpty() ? "millrace" : program) + (user.isEmpty() ? "" : "-" + user);
      return Character.isLetter(name.charAt(0)) ? name : "job-" + name;
    }

    private static String normalised(@Nullable String text) {
      return text == null
          ? ""
          : text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
  }
}
