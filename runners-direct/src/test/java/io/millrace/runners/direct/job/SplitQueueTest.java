package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.host.Splits;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitQueueTest {

  /** A source with some splits, which nobody reads. */
  private static final class Splitting extends Source<String, String> {

    private static final long serialVersionUID = 1;

    private final List<String> splits;

    Splitting(String... splits) {
      this.splits = List.of(splits);
    }

    @Override
    public IsBounded isBounded() {
      return IsBounded.UNBOUNDED;
    }

    @Override
    public Coder<String> getOutputCoder() {
      return StringUtf8Coder.of();
    }

    @Override
    public Coder<String> getSplitCoder() {
      return StringUtf8Coder.of();
    }

    @Override
    public SplitEnumerator<String> createEnumerator(SourceContext context, byte[] state) {
      return SplitEnumerator.of(splits, state);
    }

    @Override
    public SourceReader<String, String> createReader(SourceContext context, String split) {
      throw new UnsupportedOperationException();
    }
  }

  private static SplitQueue<String> queue(String... splits) {
    return new SplitQueue<>(
        new Splitting(splits),
        new SourceContext(PipelineOptionsFactory.create(), 2, () -> 0),
        () -> 0);
  }

  @Test
  void whoeverAsksFirstGetsTheNextSplit() throws IOException {
    try (SplitQueue<String> queue = queue("a", "b")) {
      assertThat(queue.next()).isEqualTo("a");
      assertThat(queue.next()).isEqualTo("b");
      assertThat(queue.next()).isNull();
      assertThat(queue.isExhausted()).isTrue();
    }
  }

  @Test
  void aTaskThatBeginsFirstLeavesTheOthersTheirShares() throws IOException {
    try (SplitQueue<String> queue = queue("a", "b", "c")) {
      Splits first = queue.share(0, 2);
      Splits second = queue.share(1, 2);

      assertThat(first.next()).isEqualTo("a");
      assertThat(first.next()).as("before the other has one").isNull();
      assertThat(first.areWaiting()).isTrue();
      assertThat(first.isExhausted()).isFalse();
      assertThat(second.next()).isEqualTo("b");
      assertThat(second.next()).isEqualTo("c");
      assertThat(first.next()).isNull();
      assertThat(first.isExhausted()).isTrue();
      assertThat(first.areWaiting()).isFalse();
    }
  }
}
