package io.millrace.simulation.engine;

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
import io.millrace.simulation.oracle.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lines in batches, which are visible once they are committed. A batch that is committed again is
 * the same batch; lines that are written again are in another, so that what is committed twice can
 * be seen twice.
 */
final class Visible extends Sink<String, KV<Long, List<String>>, Long> {

  private static final long serialVersionUID = 1;

  private static final Map<String, Visible.World> WORLDS = new ConcurrentHashMap<>();

  /** What can be seen of one run, in the order in which it was made visible. */
  private static final class World {
    private final Map<Long, List<String>> batches = new LinkedHashMap<>();
    private long batch;
  }

  private final String run;

  /** A sink of a run. */
  Visible(String run) {
    this.run = run;
  }

  /** Nothing is visible yet in a run. */
  static void begin(String run) {
    WORLDS.put(run, new World());
  }

  /** What is visible in the end of a run, which is forgotten. */
  static List<String> end(String run) {
    World world = WORLDS.remove(run);
    return world == null
        ? List.of()
        : world.batches.values().stream().flatMap(List::stream).toList();
  }

  private static World world(String run) {
    World world = WORLDS.get(run);
    if (world == null) {
      throw new IllegalStateException("Run " + run + " is over");
    }
    return world;
  }

  @Override
  public Coder<KV<Long, List<String>>> getCommittableCoder() {
    return KvCoder.of(VarLongCoder.of(), ListCoder.of(StringUtf8Coder.of()));
  }

  @Override
  public Coder<Long> getResultCoder() {
    return VarLongCoder.of();
  }

  @Override
  public SinkWriter<String, KV<Long, List<String>>> createWriter(SinkContext context) {
    return new SinkWriter<>() {
      private List<String> written = new ArrayList<>();

      @Override
      public void write(String element, long timestampMillis) {
        written.add(element);
      }

      @Override
      public List<KV<Long, List<String>>> prepareCommit() {
        if (written.isEmpty()) {
          return List.of();
        }
        List<String> batch = written;
        written = new ArrayList<>();
        return List.of(KV.of(world(run).batch++, batch));
      }

      @Override
      public void abort() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public SinkCommitter<KV<Long, List<String>>, Long> createCommitter(SinkContext context) {
    return new SinkCommitter<>() {
      @Override
      public List<Long> commit(List<KV<Long, List<String>>> committables) {
        for (KV<Long, List<String>> each : committables) {
          List<String> before = world(run).batches.putIfAbsent(each.getKey(), each.getValue());
          if (before != null && !before.equals(each.getValue())) {
            throw new Violation("O7", "batch " + each.getKey() + " changed: " + before);
          }
        }
        return List.of();
      }

      @Override
      public void abort(List<KV<Long, List<String>>> committables) {}

      @Override
      public void close() {}
    };
  }
}
