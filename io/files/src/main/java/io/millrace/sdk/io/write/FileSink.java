package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes files in two phases: writers fill temporary files, and when all are complete the committer
 * gives them their names.
 *
 * @param <InputT> what is written: elements, or groups of elements
 * @param <DestT> what tells destinations apart
 * @param <T> the type of the elements
 */
abstract sealed class FileSink<
        InputT extends @Nullable Object, DestT extends @Nullable Object, T extends @Nullable Object>
    extends Sink<InputT, WrittenFile<DestT>, KV<DestT, String>>
    permits ElementFileSink, NamedFileSink, ShardFileSink {
  private static final long serialVersionUID = 1;

  final FileOutput<DestT, T> output;

  /** The coder of the elements. */
  final Coder<T> coder;

  FileSink(FileOutput<DestT, T> output, Coder<T> coder) {
    this.output = output;
    this.coder = coder;
  }

  @Override
  public Coder<WrittenFile<DestT>> getCommittableCoder() {
    return WrittenFileCoder.of(output.destinations().coder());
  }

  @Override
  public Coder<KV<DestT, String>> getResultCoder() {
    return KvCoder.of(output.destinations().coder(), StringUtf8Coder.of());
  }

  @Override
  public SinkCommitter<WrittenFile<DestT>, KV<DestT, String>> createCommitter(SinkContext context) {
    return new FileCommitter<>(output, commitDirectory(context));
  }

  TemporaryDirectory commitDirectory(SinkContext context) {
    return TemporaryDirectory.of(context, output.destinations().directory(), "commit");
  }

  /** The directory of a writer, which is made. */
  TemporaryDirectory directory(SinkContext context) throws IOException {
    TemporaryDirectory directory =
        TemporaryDirectory.of(
            context, output.destinations().directory(), Integer.toString(context.taskIndex()));
    directory.create();
    return directory;
  }

  /** What a sink tells of a file that is there. */
  static <DestT extends @Nullable Object> KV<DestT, String> result(
      WrittenFile<DestT> written, ResourceId name) {
    return KV.of(written.destination(), name.toString());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.include("output", output);
  }
}
