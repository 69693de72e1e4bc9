package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes elements that are grouped by destination and shard, each group into a file, or several if
 * files get full.
 */
final class ShardFileSink<DestT extends @Nullable Object, T extends @Nullable Object>
    extends FileSink<KV<KV<DestT, Integer>, Iterable<T>>, DestT, T> {
  private static final long serialVersionUID = 1;

  ShardFileSink(FileOutput<DestT, T> output, Coder<T> coder) {
    super(output, coder);
  }

  @Override
  public SinkWriter<KV<KV<DestT, Integer>, Iterable<T>>, WrittenFile<DestT>> createWriter(
      SinkContext context) throws IOException {
    return new Writer<>(output, coder, directory(context));
  }

  private static final class Writer<DestT extends @Nullable Object, T extends @Nullable Object>
      extends FileWriter<KV<KV<DestT, Integer>, Iterable<T>>, DestT> {

    private final FileOutput<DestT, T> output;
    private final TemporaryDirectory directory;
    private final @Nullable SerializableFunction<T, Long> weigher;
    private @Nullable RollingFile<DestT, T> current;

    Writer(FileOutput<DestT, T> output, Coder<T> coder, TemporaryDirectory directory) {
      super(directory);
      this.output = output;
      this.directory = directory;
      this.weigher = output.rolling().weigher(coder);
    }

    @Override
    public void write(KV<KV<DestT, Integer>, Iterable<T>> group, long timestampMillis)
        throws IOException {
      RollingFile<DestT, T> file =
          new RollingFile<>(
              output,
              directory,
              group.getKey().getKey(),
              group.getKey().getValue(),
              weigher,
              written);
      current = file;
      for (T element : group.getValue()) {
        file.write(element);
      }
      file.finish();
      current = null;
    }

    @Override
    void finishAll() {}

    @Override
    void discardAll() throws IOException {
      RollingFile<DestT, T> failed = current;
      current = null;
      if (failed != null) {
        failed.discard();
      }
    }
  }
}
