package io.millrace.sdk.io.write;

import io.millrace.sdk.transforms.SerializableFunction;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes elements into one temporary file after another, each until it is full. Not thread-safe.
 *
 * @param <DestT> what tells destinations apart
 * @param <T> the type of the elements
 */
final class RollingFile<DestT extends @Nullable Object, T extends @Nullable Object> {

  private final FileOutput<DestT, T> output;
  private final TemporaryDirectory directory;
  private final DestT destination;
  private final int shard;
  private final @Nullable SerializableFunction<T, Long> weigher;
  private final List<WrittenFile<DestT>> written;

  private @Nullable OpenFile<T> file;
  private long elements;
  private long bytes;
  private int part;

  /**
   * Of a destination's files those of one shard.
   *
   * @param weigher tells how many bytes an element has; null if that does not matter
   * @param written gets each file when it is complete
   */
  RollingFile(
      FileOutput<DestT, T> output,
      TemporaryDirectory directory,
      DestT destination,
      int shard,
      @Nullable SerializableFunction<T, Long> weigher,
      List<WrittenFile<DestT>> written) {
    this.output = output;
    this.directory = directory;
    this.destination = destination;
    this.shard = shard;
    this.weigher = weigher;
    this.written = written;
  }

  void write(T element) throws IOException {
    long weight = weigher == null ? 0 : weigher.apply(element);
    OpenFile<T> current = file;
    if (current != null
        && (elements >= output.rolling().maxElements()
            || weight > output.rolling().maxBytes() - bytes)) {
      finish();
      current = null;
    }
    if (current == null) {
      current = OpenFile.create(directory, output, destination);
      file = current;
      elements = 0;
      bytes = 0;
    }
    current.write(element);
    elements++;
    bytes += weight;
  }

  /** Completes the file that is open, if one is. */
  void finish() throws IOException {
    OpenFile<T> current = file;
    if (current != null) {
      boolean isPart = shard != WrittenFile.ANY_SHARD && output.rolling().rolls();
      written.add(
          current.finish(
              destination, shard, isPart ? part : ShardNames.NO_PART, WrittenFile.NO_NAME));
      file = null;
      part++;
    }
  }

  /** Gives up the file that is open, if one is. */
  void discard() throws IOException {
    OpenFile<T> unfinished = file;
    file = null;
    if (unfinished != null) {
      unfinished.discard();
    }
  }
}
