package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Pipeline pipeline = Pipeline.create();

  private static PCollection<Long> stream(Pipeline pipeline, String name) {
    return pipeline.apply(name, GenerateSequence.from(0).withRate(1, SECOND));
  }

  private PCollection<String> words() {
    return pipeline.apply("Words", Create.of("a", "b"));
  }

  @Test
  void whatWaitsKeepsItsCoderWindowsAndEnd() {
    PCollection<String> words = words().apply(Window.into(FixedWindows.of(SECOND)));
    PCollection<String> waited = words.apply(Wait.on(pipeline.apply("Signal", Create.of(1))));

    assertThat(waited.getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(waited.getWindowingStrategy()).isEqualTo(words.getWindowingStrategy());
    assertThat(waited.isBounded()).isEqualTo(IsBounded.BOUNDED);
  }

  @Test
  void anythingMayWaitForNothing() {
    assertThat(words().apply(Wait.on(List.of())).getCoder()).isEqualTo(StringUtf8Coder.of());
  }

  /** Rule H4. */
  @Test
  void whatNeverEndsInTheGlobalWindowIsNoSignal() {
    PCollection<String> words = words();
    PCollection<Long> numbers = stream(pipeline, "Numbers");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.apply(Wait.on(numbers)))
        .withMessageContaining("Wait.on cannot let Words")
        .withMessageContaining("wait for Numbers")
        .withMessageContaining("never ends")
        .withMessageContaining("smaller windows");
  }

  @Test
  void whatEndsNowIsASignalInTheGlobalWindowToo() {
    Pipeline now =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--mode=available-now").create());
    PCollection<Long> numbers = stream(now, "Numbers");

    assertThat(numbers.apply(Wait.on(stream(now, "Signal"))).getCoder())
        .isEqualTo(numbers.getCoder());
  }

  @Test
  void windowsThatMergeAreNoSignal() {
    PCollection<String> words = words();
    PCollection<Long> sessions =
        stream(pipeline, "Numbers").apply(Window.into(Sessions.withGapDuration(SECOND)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.apply(Wait.on(sessions)))
        .withMessageContaining("Wait.on")
        .withMessageContaining("Sessions")
        .withMessageContaining("merge")
        .withMessageContaining("Apply Window.into(...) with other windows to the signal");
  }

  @Test
  void theGlobalWindowCannotWaitForSmallerOnes() {
    PCollection<String> words = words();
    PCollection<Long> seconds =
        stream(pipeline, "Numbers").apply(Window.into(FixedWindows.of(SECOND)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.apply(Wait.on(seconds)))
        .withMessageContaining("Wait.on cannot let Words")
        .withMessageContaining("FixedWindows")
        .withMessageContaining("Window.into(new GlobalWindows()) to the signal");
  }

  @Test
  void aSignalOfAnotherPipelineIsRefused() {
    PCollection<String> words = words();
    PCollection<Integer> other = Pipeline.create().apply("Other", Create.of(1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.apply(Wait.on(other)))
        .withMessageContaining("Wait.on")
        .withMessageContaining("another pipeline");
  }
}
