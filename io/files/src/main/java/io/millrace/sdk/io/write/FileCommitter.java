package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives temporary files their names.
 *
 * <p>Which file gets which name depends on nothing but the committables, so that committing them
 * again does no harm.
 */
final class FileCommitter<T extends @Nullable Object>
    implements SinkCommitter<WrittenFile, KV<@Nullable Void, String>> {

  private final FileOutput<T> output;
  private final TemporaryDirectory directory;

  FileCommitter(FileOutput<T> output, TemporaryDirectory directory) {
    this.output = output;
    this.directory = directory;
  }

  @Override
  public List<KV<@Nullable Void, String>> commit(List<WrittenFile> committables)
      throws IOException {
    List<WrittenFile> shards = shards(committables);
    List<ResourceId> names = names(shards.size());
    Renaming.rename(shards, names);
    FileSystems.delete(output.names().olderShards(shards.size()));
    directory.deleteAll();
    return names.stream().map(FileSink::result).toList();
  }

  /** The files in the order of shards; where a shard had no elements, a file without any. */
  private List<WrittenFile> shards(List<WrittenFile> committables) throws IOException {
    if (output.numShards() == FileOutput.ANY_NUMBER) {
      List<WrittenFile> ordered = new ArrayList<>(committables);
      ordered.sort(Comparator.comparing(written -> written.file().toString()));
      return ordered.isEmpty() ? List.of(withoutElements(WrittenFile.ANY_SHARD)) : ordered;
    }
    Map<Integer, WrittenFile> byShard = new HashMap<>();
    for (WrittenFile written : committables) {
      WrittenFile other = byShard.put(written.shard(), written);
      if (other != null || written.shard() < 0 || written.shard() >= output.numShards()) {
        throw new IllegalStateException(
            String.format(
                "shard %d of the %d of %s was written %s: %s",
                written.shard(),
                output.numShards(),
                output.names(),
                other == null ? "without being one of them" : "twice",
                committables));
      }
    }
    List<WrittenFile> ordered = new ArrayList<>();
    for (int shard = 0; shard < output.numShards(); shard++) {
      WrittenFile written = byShard.get(shard);
      ordered.add(written != null ? written : withoutElements(shard));
    }
    return ordered;
  }

  private WrittenFile withoutElements(int shard) throws IOException {
    return OpenFile.create(directory, output).finish(shard, WrittenFile.NO_NAME);
  }

  private List<ResourceId> names(int count) throws IOException {
    List<ResourceId> names = new ArrayList<>();
    Map<ResourceId, Integer> shardByName = new HashMap<>();
    for (int shard = 0; shard < count; shard++) {
      ResourceId name = output.names().name(shard, count);
      Integer other = shardByName.put(name, shard);
      if (other != null) {
        throw new IOException(
            String.format(
                "cannot write %s: shards %d and %d of %d would both be called so; let the naming"
                    + " use the shard's index",
                name, other, shard, count));
      }
      names.add(name);
    }
    return names;
  }

  @Override
  public void abort(List<WrittenFile> committables) throws IOException {
    directory.deleteAll();
  }

  @Override
  public void close() {}
}
