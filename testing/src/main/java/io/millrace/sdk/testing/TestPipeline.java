package io.millrace.sdk.testing;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.options.ApplicationNameOptions;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.ValueProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A pipeline within a test: an extension of JUnit 5 and later, registered by a field of the test.
 *
 * <pre>{@code
 * class WordsTest {
 *   @RegisterExtension final TestPipeline p = TestPipeline.create();
 *
 *   @Test
 *   void wordsAreSplit() {
 *     PCollection<String> words = p.apply(Create.of("to be")).apply(new SplitWords());
 *     PAssert.that(words).containsInAnyOrder("to", "be");
 *     p.run();
 *   }
 * }
 * }</pre>
 *
 * <p>Each test method gets a pipeline of its own, so the field must not be static. A test fails if
 * it applies transforms and does not run them, or if one of its {@link PAssert}s does not hold or
 * never ran. A failed assertion leaves {@link #run} as an {@link AssertionError}.
 *
 * <p>Runs are strict: unless the options say otherwise, the runner is asked to check that the
 * pipeline keeps the rules, see {@link TestPipelineOptions#isStrictChecks}. It is also asked to
 * take notes of why windows fire, which stand in the messages of assertions about windows and panes
 * that do not hold, see {@link WindowTrace}. Which runner that is, and more, is said by the system
 * property {@value #PROPERTY_MILLRACE_TEST_PIPELINE_OPTIONS}, a JSON array of flags. Not
 * thread-safe.
 */
public class TestPipeline extends Pipeline
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

  /** The system property with the options of tests: {@code ["--runner=direct", ...]}. */
  public static final String PROPERTY_MILLRACE_TEST_PIPELINE_OPTIONS =
      "millrace.testPipelineOptions";

  private final RunEnforcement enforcement = new RunEnforcement(this);
  private final boolean isNamedByTest;
  private boolean isRegistered;

  private TestPipeline(PipelineOptions options, boolean isNamedByTest) {
    super(TestOptions.strictUnlessSaid(options));
    this.isNamedByTest = isNamedByTest;
  }

  /** A pipeline with the {@link #testingPipelineOptions}, whose job is named after the test. */
  public static TestPipeline create() {
    return new TestPipeline(testingPipelineOptions(), true);
  }

  /** A pipeline with these options; strict checks are switched on unless they say otherwise. */
  public static TestPipeline fromOptions(PipelineOptions options) {
    return new TestPipeline(options, false);
  }

  /**
   * New options as the system property {@value #PROPERTY_MILLRACE_TEST_PIPELINE_OPTIONS} gives
   * them, with strict checks unless it says otherwise.
   *
   * @throws IllegalArgumentException if the property is no JSON array of valid flags
   */
  public static PipelineOptions testingPipelineOptions() {
    String flags = System.getProperty(PROPERTY_MILLRACE_TEST_PIPELINE_OPTIONS);
    return TestOptions.strictUnlessSaid(
        TestOptions.fromFlags(
            flags, "The system property " + PROPERTY_MILLRACE_TEST_PIPELINE_OPTIONS));
  }

  /**
   * Whether the test fails when transforms were applied and not run; true unless set. Whoever sets
   * it can use the pipeline without registering it as an extension.
   */
  public TestPipeline enableAbandonedNodeEnforcement(boolean enable) {
    enforcement.setEnabled(enable);
    return this;
  }

  /** Whether the pipeline is run at the end of the test if the test has not; false unless set. */
  public TestPipeline enableAutoRunIfMissing(boolean enable) {
    enforcement.setAutoRun(enable);
    return this;
  }

  /**
   * Runs the pipeline with the options that it was created with, see {@link #run(PipelineOptions)}.
   */
  @Override
  public PipelineResult run() {
    return run(getOptions());
  }

  /**
   * Runs the pipeline with the options that it was created with and, in place of what they say,
   * these flags.
   *
   * @throws io.millrace.sdk.options.InvalidOptionException if anything is wrong with the flags
   */
  public PipelineResult runWithAdditionalOptionArgs(List<String> additionalArgs) {
    return run(TestOptions.with(getOptions(), additionalArgs));
  }

  /**
   * Runs the pipeline and, unless {@link TestPipelineOptions#isBlockOnRun} is switched off, waits
   * until it is done. Otherwise assertions are looked at when the result is waited for, as it must
   * be.
   *
   * @throws AssertionError if an assertion of the pipeline does not hold or never ran, and also
   *     what user code throws of this kind
   * @throws PipelineExecutionException if user code failed
   * @throws IllegalStateException if it is not registered with JUnit
   */
  @Override
  public PipelineResult run(PipelineOptions options) {
    if (!isRegistered && !enforcement.isSet()) {
      throw new IllegalStateException(
          "This TestPipeline is not registered with JUnit, which is to see that it is run. Declare"
              + " it as a field: @RegisterExtension final TestPipeline p = TestPipeline.create();"
              + " or say enableAbandonedNodeEnforcement(false), or use Pipeline.create().");
    }
    enforcement.runs();
    PipelineOptions strict = TestOptions.strictUnlessSaid(options);
    TestPipelineOptions test = strict.as(TestPipelineOptions.class);
    if (!test.isBlockOnRun()) {
      return ended(start(strict));
    }
    // A runner that waits itself throws, and leaves no result that could tell of windows.
    test.setBlockOnRun(false);
    try {
      VerifyingResult verifying = start(strict);
      verifying.waitUntilFinish();
      return ended(verifying);
    } finally {
      test.setBlockOnRun(true);
    }
  }

  private static PipelineResult ended(VerifyingResult verifying) {
    return verifying.getState().isTerminal() ? verifying.result() : verifying;
  }

  private VerifyingResult start(PipelineOptions options) {
    PipelineResult result = VerifyingResult.unwrapping(() -> super.run(options));
    VerifyingResult verifying = new VerifyingResult(this, result);
    enforcement.started(verifying);
    return verifying;
  }

  /**
   * A provider of a value that is not known before the pipeline runs: it is accessible within
   * functions only.
   */
  public <T extends @Nullable Object> ValueProvider<T> newProvider(T runtimeValue) {
    return new RuntimeOnlyProvider<>(runtimeValue);
  }

  /**
   * Makes sure that each {@link PAssert} of a pipeline that has ended ran and held.
   *
   * @throws AssertionError naming those that did not
   */
  public static void verifyPAssertsSucceeded(Pipeline pipeline, PipelineResult pipelineResult) {
    AssertionCounters.verify(Assertion.of(pipeline), pipelineResult);
  }

  /** Refuses to be shared by several tests. */
  @Override
  public void beforeAll(ExtensionContext context) {
    throw new ExtensionConfigurationException(
        "A TestPipeline belongs to one test, but this one would be shared by all tests of "
            + context.getRequiredTestClass().getName()
            + ". Make its field non-static, and leave @TestInstance at PER_METHOD.");
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    isRegistered = true;
    if (isNamedByTest) {
      getOptions()
          .as(ApplicationNameOptions.class)
          .setAppName(
              context.getRequiredTestClass().getSimpleName()
                  + "-"
                  + context.getRequiredTestMethod().getName());
    }
  }

  /**
   * Makes sure that everything was run, unless the test has failed already.
   *
   * @throws PipelineRunMissingException if nothing was
   * @throws AbandonedNodeException if something was not
   */
  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isEmpty()) {
      enforcement.afterTest();
    }
  }

  /** A test has built a pipeline and not run it. */
  public static class PipelineRunMissingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PipelineRunMissingException(String message) {
      super(message);
    }
  }

  /** A test has applied transforms after it ran the pipeline, or has not waited for its end. */
  public static class AbandonedNodeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AbandonedNodeException(String message) {
      super(message);
    }
  }
}
