package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeduplicateTest {

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<String> words() {
    return pipeline.apply(Create.of("a", "b"));
  }

  @Test
  void unlessItIsSaidElementsAreRememberedForTenMinutesOfProcessingTime() {
    assertThat(DisplayData.from(Deduplicate.values()).items())
        .extracting(item -> item.getKey() + "=" + item.getValue())
        .containsExactlyInAnyOrder("timeDomain=PROCESSING_TIME", "duration=600000");
    assertThat(
            DisplayData.from(
                    Deduplicate.keyedValues()
                        .withTimeDomain(TimeDomain.EVENT_TIME)
                        .withDuration(Duration.ofSeconds(1)))
                .items())
        .extracting(item -> item.getKey() + "=" + item.getValue())
        .containsExactlyInAnyOrder("timeDomain=EVENT_TIME", "duration=1000");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aTimeThatIsNotPositiveIsRefused(long seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deduplicate.values().withDuration(Duration.ofSeconds(seconds)))
        .withMessageContaining("positive time");
  }

  @Test
  void whatIsComparedNeedsADeterministicCoder() {
    PCollection<Double> numbers = pipeline.apply(Create.of(1.0).withCoder(DoubleCoder.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> numbers.apply(Deduplicate.values()))
        .withMessageContaining("not deterministic");
  }

  @Test
  void theTypeThatALambdaGivesMustBeSaid() {
    PCollection<String> words = words();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                words.apply(Deduplicate.withRepresentativeValueFn((String word) -> word.length())))
        .withMessageContaining("withRepresentativeType");
    assertThat(
            words
                .apply(
                    "WithType",
                    Deduplicate.withRepresentativeValueFn((String word) -> word.length())
                        .withRepresentativeType(TypeDescriptors.integers()))
                .getCoder())
        .isEqualTo(words.getCoder());
  }

  /** Rule M7. */
  @Test
  void windowsThatMergeAreRefused() {
    PCollection<String> words =
        words().apply(Window.into(Sessions.withGapDuration(Duration.ofSeconds(1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.apply(Deduplicate.values()))
        .withMessageContaining("merge");
  }
}
