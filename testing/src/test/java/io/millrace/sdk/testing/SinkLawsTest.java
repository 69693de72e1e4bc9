package io.millrace.sdk.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.values.KV;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The laws of sinks, for one that keeps them, and for such as break them. */
class SinkLawsTest {

  private static final List<Long> NUMBERS = LongStream.range(0, 60).boxed().toList();

  /** What a table does wrong. */
  private enum Flaw {
    NONE,
    /** What is written can be seen. */
    SHOWS_WHAT_IS_WRITTEN,
    /** What is committed again is there again. */
    COMMITS_TWICE,
    /** Only the last committable of a call is taken. */
    FORGETS,
    /** A committer begins with an empty table. */
    BEGINS_ANEW
  }

  /** Batches of numbers with names, in this JVM. */
  private static final class Table extends Sink<Long, KV<String, List<Long>>, Long> {
    private static final long serialVersionUID = 1;

    private static final AtomicLong NAMES = new AtomicLong();
    private static final Map<String, Map<String, List<Long>>> TABLES = new ConcurrentHashMap<>();

    private final String name;
    private final Flaw flaw;

    Table(Flaw flaw) {
      this.name = "table" + NAMES.incrementAndGet();
      this.flaw = flaw;
    }

    static Map<String, List<Long>> rows(String name) {
      return TABLES.computeIfAbsent(name, key -> new LinkedHashMap<>());
    }

    List<Long> visible() {
      return rows(name).values().stream().flatMap(List::stream).toList();
    }

    @Override
    public Coder<KV<String, List<Long>>> getCommittableCoder() {
      return KvCoder.of(StringUtf8Coder.of(), ListCoder.of(VarLongCoder.of()));
    }

    @Override
    public Coder<Long> getResultCoder() {
      return VarLongCoder.of();
    }

    @Override
    public SinkWriter<Long, KV<String, List<Long>>> createWriter(SinkContext context) {
      return new SinkWriter<>() {
        private List<Long> batch = new ArrayList<>();

        @Override
        public void write(Long element, long timestampMillis) {
          if (flaw == Flaw.SHOWS_WHAT_IS_WRITTEN) {
            rows(name).put("" + NAMES.incrementAndGet(), List.of(element));
          } else {
            batch.add(element);
          }
        }

        @Override
        public List<KV<String, List<Long>>> prepareCommit() {
          List<Long> whole = batch;
          batch = new ArrayList<>();
          return List.of(KV.of("batch" + NAMES.incrementAndGet(), whole));
        }

        @Override
        public void abort() {}

        @Override
        public void close() {}
      };
    }

    @Override
    public SinkCommitter<KV<String, List<Long>>, Long> createCommitter(SinkContext context) {
      if (flaw == Flaw.BEGINS_ANEW) {
        rows(name).clear();
      }
      return new SinkCommitter<>() {
        @Override
        public List<Long> commit(List<KV<String, List<Long>>> committables) {
          for (KV<String, List<Long>> each : committables) {
            if (flaw == Flaw.FORGETS && each != committables.get(committables.size() - 1)) {
              continue;
            }
            String key = flaw == Flaw.COMMITS_TWICE ? "" + NAMES.incrementAndGet() : each.getKey();
            rows(name).put(key, each.getValue());
          }
          return List.of();
        }

        @Override
        public void abort(List<KV<String, List<Long>>> committables) {}

        @Override
        public void close() {}
      };
    }
  }

  private static SinkLaws.Target<Long> target(Flaw flaw) {
    Table table = new Table(flaw);
    return new SinkLaws.Target<>(table, table::visible);
  }

  @Test
  void aSinkWhoseBatchesHaveNamesKeepsTheLaws() throws Exception {
    SinkLaws.assertEachElementIsSeenOnce(seed -> target(Flaw.NONE), NUMBERS);
    SinkLaws.assertAllIsSeenAtOnce(seed -> target(Flaw.NONE), NUMBERS);
  }

  private static void isFound(Flaw flaw, String message) {
    assertThatThrownBy(() -> SinkLaws.assertEachElementIsSeenOnce(seed -> target(flaw), NUMBERS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("with seed")
        .hasMessageContaining(message);
  }

  @Test
  void whatIsSeenBeforeItIsCommittedIsFound() {
    isFound(Flaw.SHOWS_WHAT_IS_WRITTEN, "can be seen");
    assertThatThrownBy(
            () ->
                SinkLaws.assertAllIsSeenAtOnce(seed -> target(Flaw.SHOWS_WHAT_IS_WRITTEN), NUMBERS))
        .hasMessageContaining("nothing was committed yet");
  }

  @Test
  void whatIsThereTwiceIsFound() {
    isFound(Flaw.COMMITS_TWICE, "is there 2 times");
  }

  @Test
  void whatIsLostIsFound() {
    isFound(Flaw.FORGETS, "everything once");
  }

  @Test
  void whatVanishesIsFound() {
    isFound(Flaw.BEGINS_ANEW, "not seen any more");
  }
}
