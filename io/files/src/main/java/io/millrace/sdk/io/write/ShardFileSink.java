package io.millrace.sdk.io.write;

import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.values.KV;
import java.io.IOException;
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
    return new GroupFileWriter<>(output, directory(context)) {
      @Override
      WrittenFile finish(OpenFile<T> file, Integer shard) throws IOException {
        return file.finish(shard, WrittenFile.NO_NAME);
      }
    };
  }
}
