package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives temporary files their names, when all are written.
 *
 * <p>Which file gets which name depends on nothing but the committables, so that committing them
 * again does no harm.
 */
final class FileCommitter<DestT extends @Nullable Object, T extends @Nullable Object>
    implements SinkCommitter<WrittenFile<DestT>, KV<DestT, String>> {

  private final FileOutput<DestT, T> output;
  private final TemporaryDirectory directory;

  FileCommitter(FileOutput<DestT, T> output, TemporaryDirectory directory) {
    this.output = output;
    this.directory = directory;
  }

  @Override
  public List<KV<DestT, String>> commit(List<WrittenFile<DestT>> committables) throws IOException {
    Map<ResourceId, WrittenFile<DestT>> byName = new LinkedHashMap<>();
    List<DestT> destinations = new ArrayList<>();
    for (List<WrittenFile<DestT>> written : byDestination(committables)) {
      List<WrittenFile<DestT>> files = completed(written);
      destinations.add(files.get(0).destination());
      nameAll(files, byName);
    }
    Renaming.rename(List.copyOf(byName.values()), List.copyOf(byName.keySet()));
    for (DestT destination : destinations) {
      ShardNames names = output.destinations().names(destination);
      FileSystems.delete(names.olderFiles(byName.keySet()));
    }
    directory.deleteAll();
    List<KV<DestT, String>> results = new ArrayList<>();
    byName.forEach((name, written) -> results.add(FileSink.result(written, name)));
    return results;
  }

  /** The files of each destination, in the order of their temporary names. */
  private List<List<WrittenFile<DestT>>> byDestination(List<WrittenFile<DestT>> committables)
      throws IOException {
    List<WrittenFile<DestT>> ordered = new ArrayList<>(committables);
    ordered.sort(Comparator.comparing(written -> written.file().toString()));
    if (ordered.isEmpty() && output.destinations().isOne()) {
      int shard = output.numShards() == FileOutput.ANY_NUMBER ? WrittenFile.ANY_SHARD : 0;
      ordered.add(withoutElements(output.destinations().theOne(), shard));
    }
    Map<Object, List<WrittenFile<DestT>>> byDestination = new LinkedHashMap<>();
    for (WrittenFile<DestT> written : ordered) {
      Object key = output.destinations().coder().structuralValue(written.destination());
      byDestination.computeIfAbsent(key, unused -> new ArrayList<>()).add(written);
    }
    return List.copyOf(byDestination.values());
  }

  /**
   * The files of a destination in the order of shards and parts; where a shard had no elements, a
   * file without any.
   */
  private List<WrittenFile<DestT>> completed(List<WrittenFile<DestT>> files) throws IOException {
    if (output.numShards() == FileOutput.ANY_NUMBER) {
      return files;
    }
    List<TreeMap<Integer, WrittenFile<DestT>>> shards = new ArrayList<>();
    for (int shard = 0; shard < output.numShards(); shard++) {
      shards.add(new TreeMap<>());
    }
    for (WrittenFile<DestT> written : files) {
      int shard = written.shard();
      if (shard < 0
          || shard >= shards.size()
          || shards.get(shard).put(written.part(), written) != null) {
        throw new IllegalStateException(
            String.format(
                "shard %d of the %d of %s was written twice, or is none of them: %s",
                shard, output.numShards(), output.destinations(), files));
      }
    }
    List<WrittenFile<DestT>> ordered = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      if (shards.get(shard).isEmpty()) {
        ordered.add(withoutElements(files.get(0).destination(), shard));
      }
      ordered.addAll(shards.get(shard).values());
    }
    return ordered;
  }

  private WrittenFile<DestT> withoutElements(DestT destination, int shard) throws IOException {
    boolean isPart = shard != WrittenFile.ANY_SHARD && output.rolling().rolls();
    return OpenFile.create(directory, output, destination)
        .finish(destination, shard, isPart ? 0 : ShardNames.NO_PART, WrittenFile.NO_NAME);
  }

  /** Puts the files of a destination under their names. */
  private void nameAll(List<WrittenFile<DestT>> files, Map<ResourceId, WrittenFile<DestT>> byName)
      throws IOException {
    boolean anyShard = output.numShards() == FileOutput.ANY_NUMBER;
    int shards = anyShard ? files.size() : output.numShards();
    ShardNames names = output.destinations().names(files.get(0).destination());
    for (int i = 0; i < files.size(); i++) {
      WrittenFile<DestT> written = files.get(i);
      ResourceId name = names.name(anyShard ? i : written.shard(), shards, written.part());
      WrittenFile<DestT> other = byName.put(name, written);
      if (other != null) {
        throw new IOException(
            String.format(
                "cannot write %s: two files would be called so, shards of %s and %s; let the naming"
                    + " use the destination, the shard's index and the part",
                name, text(other.destination()), text(written.destination())));
      }
    }
  }

  private static String text(@Nullable Object destination) {
    return destination == null ? "the output" : destination.toString();
  }

  @Override
  public void abort(List<WrittenFile<DestT>> committables) throws IOException {
    directory.deleteAll();
  }

  @Override
  public void close() {}
}
