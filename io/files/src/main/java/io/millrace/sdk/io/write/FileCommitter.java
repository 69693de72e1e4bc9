package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.values.KV;
import java.io.FileNotFoundException;
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
 * <p>All that can be checked is checked before the first file is renamed, and if renaming fails
 * nevertheless, what was renamed goes back. Which file gets which name depends on nothing but the
 * committables, so that committing them again does no harm.
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
    List<WrittenFile> waiting = new ArrayList<>();
    List<ResourceId> theirNames = new ArrayList<>();
    List<ResourceId> files = shards.stream().map(WrittenFile::file).toList();
    List<MatchResult> sources = FileSystems.matchResources(files);
    List<MatchResult> targets = FileSystems.matchResources(names);
    for (int i = 0; i < shards.size(); i++) {
      if (isWaiting(shards.get(i), names.get(i), found(sources.get(i)), found(targets.get(i)))) {
        waiting.add(shards.get(i));
        theirNames.add(names.get(i));
      }
    }
    rename(waiting.stream().map(WrittenFile::file).toList(), theirNames);
    FileSystems.delete(output.names().olderShards(shards.size()));
    directory.deleteAll();
    return names.stream().map(FileCommitter::result).toList();
  }

  @SuppressWarnings("NullAway") // does not see that the key's type allows null
  private static KV<@Nullable Void, String> result(ResourceId name) {
    return KV.of(null, name.toString());
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
    return OpenFile.create(directory, output).finish(shard);
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

  private static @Nullable Metadata found(MatchResult result) throws IOException {
    return result.status() == Status.NOT_FOUND ? null : result.metadata().get(0);
  }

  /** Whether a file has yet to be renamed; if not, an earlier commit did it. */
  private static boolean isWaiting(
      WrittenFile written, ResourceId name, @Nullable Metadata source, @Nullable Metadata target)
      throws IOException {
    if (target != null && target.resourceId().isDirectory()) {
      throw new IOException("cannot write " + name + ": it is a directory");
    }
    if (source != null) {
      return true;
    }
    if (target == null || target.sizeBytes() != written.sizeBytes()) {
      throw new FileNotFoundException(
          String.format(
              "cannot write %s: its content of %d bytes was in %s, which is gone",
              name, written.sizeBytes(), written.file()));
    }
    return false;
  }

  private static void rename(List<ResourceId> files, List<ResourceId> names) throws IOException {
    try {
      FileSystems.rename(files, names, StandardMoveOptions.REPLACE_EXISTING);
    } catch (IOException e) {
      renameBack(files, names, e);
      throw e;
    }
  }

  private static void renameBack(
      List<ResourceId> files, List<ResourceId> names, IOException failure) {
    try {
      List<MatchResult> left = FileSystems.matchResources(files);
      List<ResourceId> from = new ArrayList<>();
      List<ResourceId> to = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        if (left.get(i).status() == Status.NOT_FOUND) {
          from.add(names.get(i));
          to.add(files.get(i));
        }
      }
      FileSystems.rename(from, to, StandardMoveOptions.IGNORE_MISSING_FILES);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void abort(List<WrittenFile> committables) throws IOException {
    directory.deleteAll();
  }

  @Override
  public void close() {}
}
