package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.transforms.SerializableFunction;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes elements as they come, each task into files of its own. */
final class ElementFileSink<DestT extends @Nullable Object, T extends @Nullable Object>
    extends FileSink<T, DestT, T> {
  private static final long serialVersionUID = 1;

  ElementFileSink(FileOutput<DestT, T> output, Coder<T> coder) {
    super(output, coder);
  }

  @Override
  public SinkWriter<T, WrittenFile<DestT>> createWriter(SinkContext context) throws IOException {
    TemporaryDirectory directory = directory(context);
    return output.destinations().isOne()
        ? new OneWriter<>(output, coder, directory)
        : new DestinationsWriter<>(output, coder, directory);
  }

  /** Writes to one destination. */
  private static final class OneWriter<DestT extends @Nullable Object, T extends @Nullable Object>
      extends FileWriter<T, DestT> {

    private final RollingFile<DestT, T> file;

    OneWriter(FileOutput<DestT, T> output, Coder<T> coder, TemporaryDirectory directory) {
      super(directory);
      SerializableFunction<T, Long> weigher = output.rolling().weigher(coder);
      this.file =
          new RollingFile<>(
              output,
              directory,
              output.destinations().theOne(),
              WrittenFile.ANY_SHARD,
              weigher,
              written);
    }

    @Override
    public void write(T element, long timestampMillis) throws IOException {
      file.write(element);
    }

    @Override
    void finishAll() throws IOException {
      file.finish();
    }

    @Override
    void discardAll() throws IOException {
      file.discard();
    }
  }
}
