package io.millrace.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.options.ApplicationNameOptions;
import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.testing.TestPipeline.AbandonedNodeException;
import io.millrace.sdk.testing.TestPipeline.PipelineRunMissingException;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.util.SerializableUtils;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class TestPipelineTest {

  @BeforeEach
  void reset() {
    CompletingRunner.reset();
  }

  private static PipelineOptions options() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(CompletingRunner.class);
    return options;
  }

  private static EngineExecutionResults samples(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(testClass))
        .configurationParameter(Sample.ASKED_FOR, "true")
        .execute();
  }

  private static Events tests(Class<?> testClass) {
    return samples(testClass).testEvents();
  }

  private static void assertFails(
      Class<?> testClass, Class<? extends Throwable> type, String... messageParts) {
    Events tests = tests(testClass);
    Predicate<String> hasAllParts = text -> List.of(messageParts).stream().allMatch(text::contains);
    tests
        .failed()
        .assertThatEvents()
        .haveExactly(1, finishedWithFailure(instanceOf(type), message(hasAllParts)));
    assertThat(tests.succeeded().count()).isZero();
  }

  @Sample
  static class Runs {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      PAssert.that(p.apply(Impulse.create())).satisfies(elements -> null);
      p.run();
    }

    @Test
    void testWithoutPipeline() {}
  }

  @Test
  void aPipelineThatIsRunAndOneThatIsEmptySucceed() {
    tests(Runs.class).assertStatistics(s -> s.succeeded(2).failed(0));
    assertThat(CompletingRunner.RUNS).hasSize(1);
  }

  @Sample
  static class NotRun {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      p.apply("Start", Impulse.create());
    }
  }

  @Test
  void aPipelineThatIsNotRunFailsTheTest() {
    assertFails(NotRun.class, PipelineRunMissingException.class, "[Start]", "run()");
  }

  @Sample
  static class Abandoned {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      p.apply("Start", Impulse.create());
      p.run();
      p.apply("Left", Impulse.create());
    }
  }

  @Test
  void aTransformAppliedAfterTheRunFailsTheTest() {
    assertFails(Abandoned.class, AbandonedNodeException.class, "not run: [Left]");
  }

  @Sample
  static class AbandonedAssertion {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      var start = p.apply("Start", Impulse.create());
      p.run();
      PAssert.that(start).empty();
    }
  }

  @Test
  void anAssertionAppliedAfterTheRunFailsTheTest() {
    assertFails(AbandonedAssertion.class, AbandonedNodeException.class, "not run: [PAssert]");
  }

  @Sample
  static class RunAgain {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      p.apply("Start", Impulse.create());
      p.run();
      p.apply("Left", Impulse.create());
      p.run();
    }
  }

  @Test
  void whatIsAppliedAfterOneRunCanBeRunByTheNext() {
    tests(RunAgain.class).assertStatistics(s -> s.succeeded(1).failed(0));
  }

  @Sample
  static class OwnFailure {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      p.apply("Start", Impulse.create());
      throw new UnsupportedOperationException("the test's own failure");
    }
  }

  @Test
  void aTestThatFailsAnywayIsNotBlamedForNotRunning() {
    assertFails(OwnFailure.class, UnsupportedOperationException.class, "the test's own failure");
  }

  @Sample
  static class Lenient {
    @RegisterExtension
    final TestPipeline p =
        TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(false);

    @RegisterExtension
    final TestPipeline auto = TestPipeline.fromOptions(options()).enableAutoRunIfMissing(true);

    @Test
    void test() {
      p.apply(Impulse.create());
      auto.apply(Impulse.create());
    }
  }

  @Test
  void enforcementCanBeSwitchedOffOrReplacedByARun() {
    tests(Lenient.class).assertStatistics(s -> s.succeeded(1).failed(0));
    assertThat(CompletingRunner.RUNS).hasSize(1);
  }

  @Sample
  static class Shared {
    @RegisterExtension static final TestPipeline P = TestPipeline.fromOptions(options());

    @Test
    void test() {}
  }

  @Sample
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class SharedInstance {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {}
  }

  @Test
  void aPipelineSharedByTestsIsRefused() {
    for (Class<?> testClass : List.of(Shared.class, SharedInstance.class)) {
      samples(testClass)
          .containerEvents()
          .failed()
          .assertThatEvents()
          .haveExactly(
              1,
              finishedWithFailure(
                  instanceOf(ExtensionConfigurationException.class),
                  message(m -> m.contains(testClass.getName()) && m.contains("non-static"))));
    }
  }

  @Sample
  static class AssertionThatNeverRuns {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      PAssert.that("greetings", p.apply("Start", Impulse.create())).empty();
      p.run();
    }
  }

  @Test
  void anAssertionThatNeverRanFailsTheRun() {
    CompletingRunner.behaviour = CompletingRunner::nothingRan;
    assertFails(
        AssertionThatNeverRuns.class,
        AssertionError.class,
        "1 of 1 assertions never ran",
        "PAssert/Check: greetings (at " + AssertionThatNeverRuns.class.getName() + ".test(");
  }

  @Sample
  static class SlowRun {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      PAssert.that(p.apply("Start", Impulse.create())).empty();
      assertThat(p.run().getState()).isEqualTo(PipelineResult.State.DONE);
    }
  }

  @Test
  void aRunnerThatDoesNotBlockIsWaitedFor() {
    CompletingRunner.behaviour = CompletingRunner.later(CompletingRunner::assertionsHold);
    tests(SlowRun.class).assertStatistics(s -> s.succeeded(1).failed(0));
  }

  @Sample
  static class NotWaitedFor {
    @RegisterExtension final TestPipeline p = TestPipeline.fromOptions(options());

    @Test
    void test() {
      p.getOptions().as(TestPipelineOptions.class).setBlockOnRun(false);
      PAssert.that(p.apply("Start", Impulse.create())).empty();
      p.run();
    }
  }

  @Sample
  static class WaitedFor extends NotWaitedFor {
    @Override
    @Test
    void test() {
      p.getOptions().as(TestPipelineOptions.class).setBlockOnRun(false);
      PAssert.that(p.apply("Start", Impulse.create())).empty();
      p.run().waitUntilFinish();
    }
  }

  @Test
  void assertionsOfARunThatDoesNotBlockAreSeenWhenItIsWaitedForAndItMustBe() {
    CompletingRunner.behaviour = CompletingRunner.later(CompletingRunner::assertionsHold);
    assertFails(NotWaitedFor.class, AbandonedNodeException.class, "waitUntilFinish()");
    tests(WaitedFor.class).assertStatistics(s -> s.succeeded(1).failed(0));
    CompletingRunner.behaviour = CompletingRunner.later(CompletingRunner::nothingRan);
    assertFails(WaitedFor.class, AssertionError.class, "never ran");
  }

  private static TestPipeline unregistered() {
    return TestPipeline.fromOptions(options()).enableAbandonedNodeEnforcement(true);
  }

  @Test
  void aCancelledRunHasNotRunItsAssertions() throws Exception {
    CompletingRunner.behaviour = CompletingRunner.later(CompletingRunner::nothingRan);
    TestPipeline p = unregistered();
    p.getOptions().as(TestPipelineOptions.class).setBlockOnRun(false);
    PAssert.that(p.apply(Impulse.create())).empty();
    PipelineResult result = p.run();
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(result::cancel)
        .withMessageContaining("CANCELLED");
  }

  @Test
  void failedAssertionsComeOutOfTheRunnersException() {
    AssertionError failed = new AssertionError("one");
    CompletingRunner.behaviour =
        pipeline -> {
          throw new Pipeline.PipelineExecutionException("wrapped", failed);
        };
    assertThatThrownBy(() -> unregistered().run()).isSameAs(failed);
  }

  @Test
  void otherFailuresStayAsTheyAre() {
    CompletingRunner.behaviour =
        pipeline -> {
          throw new Pipeline.PipelineExecutionException(new IllegalStateException("user code"));
        };
    assertThatExceptionOfType(Pipeline.PipelineExecutionException.class)
        .isThrownBy(() -> unregistered().run())
        .withMessageContaining("user code");
  }

  @Test
  void aPipelineThatNobodyWatchesOverIsNotRun() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TestPipeline.fromOptions(options()).run())
        .withMessageContaining("@RegisterExtension");
  }

  private static boolean isStrict(PipelineOptions options) {
    return options.as(TestPipelineOptions.class).isStrictChecks();
  }

  @Test
  void checksAreStrictUnlessTheOptionsSayOtherwise() {
    assertThat(isStrict(TestPipeline.create().getOptions())).isTrue();
    assertThat(isStrict(TestPipeline.fromOptions(options()).getOptions())).isTrue();
    PipelineOptions lax = options();
    lax.as(TestPipelineOptions.class).setStrictChecks(false);
    assertThat(isStrict(TestPipeline.fromOptions(lax).getOptions())).isFalse();
    assertThat(isStrict(PipelineOptionsFactory.create())).isFalse();
    unregistered().run(options());
    assertThat(CompletingRunner.RUNS)
        .singleElement()
        .satisfies(o -> assertThat(isStrict(o)).isTrue());
  }

  @Test
  void optionsOfTestsAreAJsonArrayOfFlags() {
    PipelineOptions options =
        TestOptions.fromFlags("[\"--jobName=j\", \"--strictChecks=false\"]", "x");
    assertThat(options.getJobName()).isEqualTo("j");
    assertThat(isStrict(TestOptions.strictUnlessSaid(options))).isFalse();
    assertThatCode(() -> TestOptions.fromFlags(null, "x")).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestOptions.fromFlags("--jobName=j", "The property x"))
        .withMessageContaining("The property x is not a JSON array")
        .withMessageContaining("--jobName=j");
    assertThatExceptionOfType(InvalidOptionException.class)
        .isThrownBy(() -> TestOptions.fromFlags("[\"--jobNam=j\"]", "x"))
        .withMessageContaining("jobName");
  }

  @Test
  void additionalFlagsCountForOneRun() {
    PipelineOptions options = options();
    options.setTempLocation("/there");
    options.setJobName("before");
    TestPipeline p = TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(true);
    p.runWithAdditionalOptionArgs(List.of("--jobName=after", "--strictChecks=false"));
    PipelineOptions ran = CompletingRunner.RUNS.get(0);
    assertThat(ran.getJobName()).isEqualTo("after");
    assertThat(ran.getTempLocation()).isEqualTo("/there");
    assertThat(isStrict(ran)).isFalse();
    assertThat(p.getOptions().getJobName()).isEqualTo("before");
    assertThat(isStrict(p.getOptions())).isTrue();
  }

  @Sample
  static class Named {
    static String name;
    @RegisterExtension final TestPipeline p = TestPipeline.create();

    @Test
    void testOfNames() {
      name = p.getOptions().as(ApplicationNameOptions.class).getAppName();
    }
  }

  @Test
  void theProgramIsNamedAfterTheTest() {
    tests(Named.class).assertStatistics(s -> s.succeeded(1));
    assertThat(Named.name).isEqualTo("Named-testOfNames");
  }

  @Test
  void aProvidedValueIsKnownToFunctionsOnly() {
    ValueProvider<String> provider = unregistered().newProvider("value");
    assertThat(provider.isAccessible()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(provider::get)
        .withMessageContaining("not known before the pipeline runs");
    ValueProvider<String> travelled =
        (ValueProvider<String>)
            SerializableUtils.deserializeFromByteArray(
                SerializableUtils.serializeToByteArray(provider), "provider");
    assertThat(travelled.isAccessible()).isTrue();
    assertThat(travelled.get()).isEqualTo("value");
  }
}
