package io.millrace.runners.distributed;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Writes numbers in batches with names, which are visible in this JVM once they are committed. A
 * batch that is committed again is the same batch; numbers that are written again are in another.
 */
final class VisibleBatches extends Sink<Long, KV<String, List<Long>>, Long> {

  private static final long serialVersionUID = 1;

  private static final Map<String, Map<String, List<Long>>> VISIBLE = new ConcurrentHashMap<>();
  private static final Map<String, List<Integer>> CALLS = new ConcurrentHashMap<>();

  private final String target;

  VisibleBatches(String target) {
    this.target = target;
  }

  /** All numbers that can be seen, as often as they can. */
  static List<Long> visible(String target) {
    return VISIBLE.getOrDefault(target, Map.of()).values().stream()
        .flatMap(List::stream)
        .sorted()
        .toList();
  }

  /** How many batches there were in each call of the committer. */
  static List<Integer> calls(String target) {
    return CALLS.getOrDefault(target, List.of());
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
      private List<Long> written = new ArrayList<>();

      @Override
      public void write(Long element, long timestampMillis) {
        written.add(element);
      }

      @Override
      public List<KV<String, List<Long>>> prepareCommit() {
        List<Long> batch = written;
        written = new ArrayList<>();
        return List.of(KV.of(UUID.randomUUID().toString(), batch));
      }

      @Override
      public void abort() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public SinkCommitter<KV<String, List<Long>>, Long> createCommitter(SinkContext context) {
    return new SinkCommitter<>() {
      @Override
      public List<Long> commit(List<KV<String, List<Long>>> committables) {
        CALLS.computeIfAbsent(target, key -> new CopyOnWriteArrayList<>()).add(committables.size());
        Map<String, List<Long>> batches =
            VISIBLE.computeIfAbsent(target, key -> new ConcurrentHashMap<>());
        committables.forEach(batch -> batches.put(batch.getKey(), batch.getValue()));
        return committables.stream().map(batch -> (long) batch.getValue().size()).toList();
      }

      @Override
      public void abort(List<KV<String, List<Long>>> committables) {}

      @Override
      public void close() {}
    };
  }
}
