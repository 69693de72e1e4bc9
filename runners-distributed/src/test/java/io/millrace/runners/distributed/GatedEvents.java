package io.millrace.runners.distributed;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Events of three splits, which a test lets through bit by bit. All are in order of their times but
 * for some in the middle of the first split, which are from the very beginning.
 */
final class GatedEvents extends Source<Long, KV<Long, Long>> {

  private static final long serialVersionUID = 1;

  static final int SPLITS = 3;
  static final int KEYS = 6;

  /** So many events that are in time each split has. */
  static final int IN_TIME = 300;

  /** Before so many of them come those that are late, one for each key. */
  static final int LATE_FROM = 150;

  /** Up to where nothing more comes. */
  static final int ALL = IN_TIME + KEYS;

  private static final long LATE = 1_000_000;
  private static final long BY_SPLIT = 1_000;

  /** How many events of each split may come, by the name of the gate. */
  private static final Map<String, Integer> GATES = new ConcurrentHashMap<>();

  private final String gate;

  GatedEvents(String gate) {
    this.gate = gate;
  }

  /** Lets so many events of each split through. */
  static void open(String gate, int events) {
    GATES.put(gate, events);
  }

  /** The events of a split, in the order in which they come. */
  static List<Long> of(long split) {
    List<Long> events = new ArrayList<>();
    for (long i = 0; i < IN_TIME; i++) {
      if (i == LATE_FROM && split == 0) {
        LongStream.range(0, KEYS).map(key -> LATE + key).forEach(events::add);
      }
      events.add(split * BY_SPLIT + i);
    }
    return events;
  }

  static boolean isLate(long event) {
    return event >= LATE;
  }

  /** Three in a row have the same key: these are a session. */
  static long key(long event) {
    return isLate(event) ? event - LATE : event % BY_SPLIT / 3 % KEYS;
  }

  /** When it happened, in milliseconds. */
  static long time(long event) {
    return isLate(event) ? 500 + key(event) : event % BY_SPLIT * 100 + 50 + event / BY_SPLIT * 10;
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.UNBOUNDED;
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<KV<Long, Long>> getSplitCoder() {
    return KvCoder.of(VarLongCoder.of(), VarLongCoder.of());
  }

  @Override
  public SplitEnumerator<KV<Long, Long>> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    return SplitEnumerator.of(
        LongStream.range(0, SPLITS).mapToObj(split -> KV.of(split, 0L)).toList(), state);
  }

  @Override
  public SourceReader<Long, KV<Long, Long>> createReader(
      SourceContext context, KV<Long, Long> from) {
    List<Long> events = of(from.getKey());
    return new SourceReader<>() {
      private int next = Math.toIntExact(from.getValue());

      @Override
      public Status poll(SourceOutput<Long> output, int maxElements) {
        int open = Math.min(GATES.getOrDefault(gate, 0), events.size());
        // a few at a time, so that barriers come between them
        for (int given = 0; next < open && given < Math.min(3, maxElements); given++) {
          long event = events.get(next++);
          output.output(event, time(event));
        }
        return next < open ? Status.MORE : Status.IDLE;
      }

      @Override
      public long watermarkMillis() {
        return events.stream()
            .skip(next)
            .filter(event -> !isLate(event))
            .findFirst()
            .map(GatedEvents::time)
            .orElse(time(IN_TIME - 1) + 60_000);
      }

      @Override
      public KV<Long, Long> snapshot() {
        return KV.of(from.getKey(), (long) next);
      }

      @Override
      public void close() {}
    };
  }
}
