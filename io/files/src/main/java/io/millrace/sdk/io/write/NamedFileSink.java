package io.millrace.sdk.io.write;

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
 * Writes groups of elements, each into a file whose name comes with it. Which files there are need
 * not be known in advance, so it serves input without end.
 */
final class NamedFileSink<T extends @Nullable Object> extends FileSink<KV<String, Iterable<T>>, T> {
  private static final long serialVersionUID = 1;

  NamedFileSink(FileOutput<T> output) {
    super(output);
  }

  @Override
  public SinkWriter<KV<String, Iterable<T>>, WrittenFile> createWriter(SinkContext context)
      throws IOException {
    return new GroupFileWriter<>(output, directory(context)) {
      @Override
      WrittenFile finish(OpenFile<T> file, String name) throws IOException {
        return file.finish(WrittenFile.ANY_SHARD, name);
      }
    };
  }

  @Override
  public SinkCommitter<WrittenFile, KV<@Nullable Void, String>> createCommitter(
      SinkContext context) {
    return new Committer(commitDirectory(context));
  }

  private record Committer(TemporaryDirectory directory)
      implements SinkCommitter<WrittenFile, KV<@Nullable Void, String>> {

    @Override
    public List<KV<@Nullable Void, String>> commit(List<WrittenFile> committables)
        throws IOException {
      List<ResourceId> names = new ArrayList<>();
      Map<String, WrittenFile> byName = new HashMap<>();
      for (WrittenFile written : committables) {
        WrittenFile other = byName.putIfAbsent(written.name(), written);
        if (other != null && !other.equals(written)) {
          throw new IOException(
              String.format(
                  "cannot write %s: two files would be called so; let the naming use the window, the"
                      + " pane and the shard's index",
                  written.name()));
        }
        names.add(FileSystems.matchNewResource(written.name(), false));
      }
      Renaming.rename(committables, names);
      return names.stream().map(FileSink::result).toList();
    }

    @Override
    public void finish() throws IOException {
      directory.deleteAll();
    }

    @Override
    public void abort(List<WrittenFile> committables) throws IOException {
      FileSystems.delete(committables.stream().map(WrittenFile::file).toList());
      directory.deleteIfEmpty();
    }

    @Override
    public void close() {}
  }
}
