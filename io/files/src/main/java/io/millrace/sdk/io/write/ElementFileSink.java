package io.millrace.sdk.io.write;

import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes elements as they come, each task into a file of its own. */
final class ElementFileSink<T extends @Nullable Object> extends FileSink<T, T> {
  private static final long serialVersionUID = 1;

  ElementFileSink(FileOutput<T> output) {
    super(output);
  }

  @Override
  public SinkWriter<T, WrittenFile> createWriter(SinkContext context) throws IOException {
    TemporaryDirectory directory = directory(context);
    directory.create();
    return new Writer<>(output, directory);
  }

  private static final class Writer<T extends @Nullable Object>
      implements SinkWriter<T, WrittenFile> {

    private final FileOutput<T> output;
    private final TemporaryDirectory directory;
    private @Nullable OpenFile<T> file;

    Writer(FileOutput<T> output, TemporaryDirectory directory) {
      this.output = output;
      this.directory = directory;
    }

    @Override
    public void write(T element, long timestampMillis) throws IOException {
      OpenFile<T> current = file;
      if (current == null) {
        current = OpenFile.create(directory, output);
        file = current;
      }
      current.write(element);
    }

    @Override
    public List<WrittenFile> prepareCommit() throws IOException {
      OpenFile<T> current = file;
      if (current == null) {
        return List.of();
      }
      WrittenFile written = current.finish(WrittenFile.ANY_SHARD, WrittenFile.NO_NAME);
      file = null;
      return List.of(written);
    }

    @Override
    public void abort() throws IOException {
      close();
      directory.deleteIfEmpty();
    }

    @Override
    public void close() throws IOException {
      OpenFile<T> unfinished = file;
      file = null;
      if (unfinished != null) {
        unfinished.discard();
      }
    }
  }
}
