package io.millrace.examples.auction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.SourceLaws;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuctionSourceTest {

  private static SourceContext context(int parallelism) {
    return new SourceContext(PipelineOptionsFactory.create(), parallelism);
  }

  /** Collects the events of a reader, with a check that each has its own time. */
  private static final class Collected implements SourceOutput<AuctionEvent> {
    final List<AuctionEvent> events = new ArrayList<>();

    @Override
    public void output(AuctionEvent event) {
      throw new AssertionError("an event without a timestamp: " + event);
    }

    @Override
    public void output(AuctionEvent event, long timestampMillis) {
      assertThat(timestampMillis).isEqualTo(event.dateTime());
      events.add(event);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 200})
  void allSplitsTogetherHaveEveryEventOnceHoweverManyThereAre(int parallelism) throws IOException {
    AuctionSource source = AuctionSource.between(17, 117);
    Collected collected = new Collected();
    try (SplitEnumerator<AuctionSource.Split> splits =
        source.createEnumerator(context(parallelism), null)) {
      for (AuctionSource.Split split : splits.discover(0)) {
        try (SourceReader<AuctionEvent, AuctionSource.Split> reader =
            source.createReader(context(parallelism), split)) {
          while (reader.poll(collected, 8) == SourceReader.Status.MORE) {
            assertThat(collected.events).hasSizeLessThanOrEqualTo(100);
          }
        }
      }
      assertThat(splits.isFinished()).isTrue();
    }
    List<AuctionEvent> expected =
        LongStream.range(17, 117).mapToObj(AuctionGenerator::event).toList();
    assertThat(collected.events).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void nothingIsLostOrRepeatedWhateverFails() throws IOException {
    SourceLaws.of(AuctionSource.between(0, 500)).assertAll();
  }

  @Test
  void noSplitIsGivenOutAgainAfterRestoring() throws IOException {
    AuctionSource source = AuctionSource.between(0, 100);
    try (SplitEnumerator<AuctionSource.Split> first = source.createEnumerator(context(2), null)) {
      assertThat(first.discover(0)).hasSize(2);
      try (SplitEnumerator<AuctionSource.Split> second =
          source.createEnumerator(context(2), first.snapshot())) {
        assertThat(second.discover(0)).isEmpty();
        assertThat(second.isFinished()).isTrue();
      }
    }
  }

  @Test
  void anEmptyRangeIsRefused() {
    assertThatThrownBy(() -> AuctionSource.between(5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from=5, to=5");
  }
}
