package io.millrace.sdk.testing.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Impulse;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What a runner declares to refuse it must refuse, by name; the rest it must run. */
class RefusalExtensionTest {

  /** Throws what a test wants when it is given a pipeline. */
  public static final class FailingRunner extends PipelineRunner<PipelineResult> {
    static RuntimeException failure = new IllegalStateException();

    public static FailingRunner fromOptions(PipelineOptions options) {
      return new FailingRunner();
    }

    @Override
    public PipelineResult run(Pipeline pipeline) {
      throw failure;
    }
  }

  private static final class Runner implements RunnerUnderTest {
    @Override
    public PipelineOptions options(BundleShape shape) {
      PipelineOptions options = PipelineOptionsFactory.create();
      options.setRunner(FailingRunner.class);
      return options;
    }

    @Override
    public Set<Feature> unsupported() {
      return Set.of(Feature.STATE, Feature.TIMERS);
    }
  }

  @Needs(Feature.STATE)
  static class Refused extends ContractTest {
    Refused() {
      super(new Setting(new Runner(), BundleShape.RANDOM));
    }

    @Test
    void runs() {
      p.apply(Impulse.create());
      p.run();
    }
  }

  static class NotRefused extends ContractTest {
    NotRefused() {
      super(new Setting(new Runner(), BundleShape.RANDOM));
    }

    @Test
    @Needs(Feature.TRIGGERS)
    void runs() {
      p.apply(Impulse.create());
      p.run();
    }
  }

  @Needs(Feature.TIMERS)
  static class DoesNothing extends ContractTest {
    DoesNothing() {
      super(new Setting(new Runner(), BundleShape.RANDOM));
    }

    @Test
    void doesNothing() {}
  }

  private static TestExecutionResult resultOf(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(test))
        .execute()
        .testEvents()
        .finished()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .findFirst()
        .orElseThrow();
  }

  private static void fails(Class<?> test, String message) {
    assertThat(resultOf(test).getThrowable()).get().asString().contains(message);
  }

  @Test
  void aPipelineThatIsRefusedByNamePasses() {
    FailingRunner.failure =
        new IllegalArgumentException("no state (STATE) here, and transform \"Keep\" has it");

    assertThat(resultOf(Refused.class).getStatus())
        .isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
  }

  @Test
  void aRefusalWithoutTheNameFails() {
    FailingRunner.failure = new IllegalArgumentException("transform \"Keep\" is not for us");

    fails(Refused.class, "declares not to support [STATE]");
  }

  @Test
  void aRefusalWithoutTheTransformFails() {
    FailingRunner.failure = new IllegalArgumentException("no state (STATE) here");

    fails(Refused.class, "declares not to support [STATE]");
  }

  @Test
  void aFailureAtWorkIsNoRefusal() {
    FailingRunner.failure =
        new Pipeline.PipelineExecutionException(
            new IllegalArgumentException("no state (STATE), transform \"Keep\""));

    fails(Refused.class, "must be refused when it is submitted");
  }

  @Test
  void whatIsDeclaredNotToBeSupportedMustNotRun() {
    fails(DoesNothing.class, "If it does now, say so in unsupported()");
  }

  @Test
  void whatIsSupportedMustNotBeRefused() {
    FailingRunner.failure =
        new IllegalArgumentException("no triggers (TRIGGERS), transform \"Group\"");

    fails(NotRefused.class, "no triggers (TRIGGERS)");
  }

  private static class Contract {
    @Nested
    @Subject("state")
    class State extends Refused {}

    @Nested
    @Subject("triggers")
    class Triggers extends NotRefused {}
  }

  @Test
  void theTableOfARunnerSaysWhatItRefuses() {
    assertThat(RunnerTable.of(Contract.class, new Runner()))
        .isEqualTo(Map.of("state", "no: STATE", "triggers", "yes"));
  }
}
