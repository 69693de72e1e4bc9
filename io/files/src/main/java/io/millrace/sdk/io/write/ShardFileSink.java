package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes elements that are grouped by shard, each shard into a file. */
final class ShardFileSink<T extends @Nullable Object>
    extends FileSink<KV<Integer, Iterable<T>>, T> {
  private static final long serialVersionUID = 1;

  ShardFileSink(FileOutput<T> output) {
    super(output);
  }

  @Override
  public SinkWriter<KV<Integer, Iterable<T>>, WrittenFile> createWriter(SinkContext context)
      throws IOException {
    TemporaryDirectory directory = directory(context);
    directory.create();
    return new Writer<>(output, directory);
  }

  private static final class Writer<T extends @Nullable Object>
      implements SinkWriter<KV<Integer, Iterable<T>>, WrittenFile> {

    private final FileOutput<T> output;
    private final TemporaryDirectory directory;
    private List<WrittenFile> written = new ArrayList<>();

    Writer(FileOutput<T> output, TemporaryDirectory directory) {
      this.output = output;
      this.directory = directory;
    }

    @Override
    public void write(KV<Integer, Iterable<T>> shard, long timestampMillis) throws IOException {
      OpenFile<T> file = OpenFile.create(directory, output);
      try {
        for (T element : shard.getValue()) {
          file.write(element);
        }
        written.add(file.finish(shard.getKey()));
      } catch (IOException | RuntimeException e) {
        try {
          file.discard();
        } catch (IOException notRemoved) {
          e.addSuppressed(notRemoved);
        }
        throw e;
      }
    }

    @Override
    public List<WrittenFile> prepareCommit() {
      List<WrittenFile> result = written;
      written = new ArrayList<>();
      return result;
    }

    @Override
    public void abort() throws IOException {
      close();
      directory.deleteIfEmpty();
    }

    @Override
    public void close() throws IOException {
      List<ResourceId> notHandedOut = written.stream().map(WrittenFile::file).toList();
      written = new ArrayList<>();
      FileSystems.delete(notHandedOut);
    }
  }
}
