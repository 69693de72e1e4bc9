package io.millrace.runners.distributed.testkit;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Writes elements in batches with names, which are visible once they are committed: in this JVM, or
 * as files in a directory. A batch that is committed again is the same batch; elements that are
 * written again are in another.
 */
public final class VisibleBatches<T> extends Sink<T, KV<String, List<T>>, Long> {

  private static final long serialVersionUID = 1;

  private static final Map<String, Map<String, List<?>>> VISIBLE = new ConcurrentHashMap<>();
  private static final Map<String, List<Integer>> CALLS = new ConcurrentHashMap<>();

  private final String target;
  private final boolean inFiles;
  private final Coder<T> coder;

  private VisibleBatches(String target, boolean inFiles, Coder<T> coder) {
    this.target = target;
    this.inFiles = inFiles;
    this.coder = coder;
  }

  /**
   * Writes to a target of this JVM.
   *
   * @param target a name that no other test writes to
   */
  public VisibleBatches(String target, Coder<T> coder) {
    this(target, false, coder);
  }

  /** Writes files to a directory, for readers in other processes. */
  public static <T> VisibleBatches<T> inFiles(Path directory, Coder<T> coder) {
    return new VisibleBatches<>(directory.toString(), true, coder);
  }

  /** All elements in the files of a directory, as often as they are there. */
  public static <T> List<T> visible(Path directory, Coder<T> coder) {
    List<T> visible = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return visible;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(file -> !file.toString().endsWith(".part")).toList()) {
        visible.addAll(ListCoder.of(coder).decode(new DecodeBuffer(Files.readAllBytes(file))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return visible;
  }

  /** Whoever reads sees all of a batch or nothing. */
  private void writeFile(KV<String, List<T>> batch) throws IOException {
    Path directory = Files.createDirectories(Path.of(target));
    EncodeBuffer out = new EncodeBuffer();
    ListCoder.of(coder).encode(batch.getValue(), out);
    Path part = directory.resolve(UUID.randomUUID() + ".part");
    Files.write(part, Arrays.copyOf(out.array(), out.length()));
    Files.move(part, directory.resolve(batch.getKey()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** All elements that can be seen, as often as they can. */
  public static <T> List<T> visible(String target, Class<? super T> type) {
    List<T> visible = new ArrayList<>();
    for (List<?> batch : VISIBLE.getOrDefault(target, Map.of()).values()) {
      for (Object element : batch) {
        @SuppressWarnings("unchecked") // the cast above it looks at the class
        T typed = (T) type.cast(element);
        visible.add(typed);
      }
    }
    return visible;
  }

  /** How many batches there were in each call of the committer. */
  public static List<Integer> calls(String target) {
    return CALLS.getOrDefault(target, List.of());
  }

  @Override
  public Coder<KV<String, List<T>>> getCommittableCoder() {
    return KvCoder.of(StringUtf8Coder.of(), ListCoder.of(coder));
  }

  @Override
  public Coder<Long> getResultCoder() {
    return VarLongCoder.of();
  }

  @Override
  public SinkWriter<T, KV<String, List<T>>> createWriter(SinkContext context) {
    return new SinkWriter<>() {
      private List<T> written = new ArrayList<>();

      @Override
      public void write(T element, long timestampMillis) {
        written.add(element);
      }

      @Override
      public List<KV<String, List<T>>> prepareCommit() {
        List<T> batch = written;
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
  public SinkCommitter<KV<String, List<T>>, Long> createCommitter(SinkContext context) {
    return new SinkCommitter<>() {
      @Override
      public List<Long> commit(List<KV<String, List<T>>> committables) throws IOException {
        if (inFiles) {
          for (KV<String, List<T>> batch : committables) {
            writeFile(batch);
          }
        } else {
          CALLS
              .computeIfAbsent(target, key -> new CopyOnWriteArrayList<>())
              .add(committables.size());
          Map<String, List<?>> batches =
              VISIBLE.computeIfAbsent(target, key -> new ConcurrentHashMap<>());
          committables.forEach(batch -> batches.put(batch.getKey(), batch.getValue()));
        }
        return committables.stream().map(batch -> (long) batch.getValue().size()).toList();
      }

      @Override
      public void abort(List<KV<String, List<T>>> committables) {}

      @Override
      public void close() {}
    };
  }
}
