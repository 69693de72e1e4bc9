package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups of elements, each into a file whose destination and name come with it. Which files
 * there are need not be known in advance, so it serves input without end.
 */
final class NamedFileSink<DestT extends @Nullable Object, T extends @Nullable Object>
    extends FileSink<KV<KV<DestT, String>, Iterable<T>>, DestT, T> {
  private static final long serialVersionUID = 1;

  NamedFileSink(FileOutput<DestT, T> output, Coder<T> coder) {
    super(output, coder);
  }

  @Override
  public SinkWriter<KV<KV<DestT, String>, Iterable<T>>, WrittenFile<DestT>> createWriter(
      SinkContext context) throws IOException {
    return new Writer<>(output, directory(context));
  }

  private static final class Writer<DestT extends @Nullable Object, T extends @Nullable Object>
      extends FileWriter<KV<KV<DestT, String>, Iterable<T>>, DestT> {

    private final FileOutput<DestT, T> output;
    private final TemporaryDirectory directory;
    private @Nullable OpenFile<T> current;

    Writer(FileOutput<DestT, T> output, TemporaryDirectory directory) {
      super(directory);
      this.output = output;
      this.directory = directory;
    }

    @Override
    public void write(KV<KV<DestT, String>, Iterable<T>> group, long timestampMillis)
        throws IOException {
      DestT destination = group.getKey().getKey();
      OpenFile<T> file = OpenFile.create(directory, output, destination);
      current = file;
      for (T element : group.getValue()) {
        file.write(element);
      }
      written.add(
          file.finish(
              destination, WrittenFile.ANY_SHARD, ShardNames.NO_PART, group.getKey().getValue()));
      current = null;
    }

    @Override
    void finishAll() {}

    @Override
    void discardAll() throws IOException {
      OpenFile<T> failed = current;
      current = null;
      if (failed != null) {
        failed.discard();
      }
    }
  }

  @Override
  public SinkCommitter<WrittenFile<DestT>, KV<DestT, String>> createCommitter(SinkContext context) {
    return new Committer<>(commitDirectory(context));
  }

  private record Committer<DestT extends @Nullable Object>(TemporaryDirectory directory)
      implements SinkCommitter<WrittenFile<DestT>, KV<DestT, String>> {

    @Override
    public List<KV<DestT, String>> commit(List<WrittenFile<DestT>> committables)
        throws IOException {
      List<ResourceId> names = new ArrayList<>();
      List<KV<DestT, String>> results = new ArrayList<>();
      Map<String, WrittenFile<DestT>> byName = new HashMap<>();
      for (WrittenFile<DestT> written : committables) {
        WrittenFile<DestT> other = byName.putIfAbsent(written.name(), written);
        if (other != null && !other.file().equals(written.file())) {
          throw new IOException(
              String.format(
                  "cannot write %s: two files would be called so; let the naming use the"
                      + " destination, the window, the pane, the shard's index and the part",
                  written.name()));
        }
        ResourceId name = FileSystems.matchNewResource(written.name(), false);
        names.add(name);
        results.add(result(written, name));
      }
      Renaming.rename(committables, names);
      return results;
    }

    @Override
    public void finish() throws IOException {
      directory.deleteAll();
    }

    @Override
    public void abort(List<WrittenFile<DestT>> committables) throws IOException {
      List<ResourceId> files = new ArrayList<>();
      committables.forEach(written -> files.add(written.file()));
      FileSystems.delete(files);
      directory.deleteIfEmpty();
    }

    @Override
    public void close() {}
  }
}
