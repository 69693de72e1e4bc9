package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Writes files in two phases: writers fill temporary files, and when all are complete the committer
 * gives them their names.
 *
 * @param <InputT> what is written: elements, or shards of elements
 * @param <T> the type of the elements
 */
abstract sealed class FileSink<InputT extends @Nullable Object, T extends @Nullable Object>
    extends Sink<InputT, WrittenFile, KV<@Nullable Void, String>>
    permits ElementFileSink, NamedFileSink, ShardFileSink {
  private static final long serialVersionUID = 1;

  final FileOutput<T> output;

  FileSink(FileOutput<T> output) {
    this.output = output;
  }

  @Override
  public Coder<WrittenFile> getCommittableCoder() {
    return WrittenFileCoder.of();
  }

  @Override
  public Coder<KV<@Nullable Void, String>> getResultCoder() {
    return KvCoder.of(VoidCoder.of(), StringUtf8Coder.of());
  }

  @Override
  public SinkCommitter<WrittenFile, KV<@Nullable Void, String>> createCommitter(
      SinkContext context) {
    return new FileCommitter<>(output, commitDirectory(context));
  }

  TemporaryDirectory commitDirectory(SinkContext context) {
    return TemporaryDirectory.of(context, output.names(), "commit");
  }

  TemporaryDirectory directory(SinkContext context) {
    return TemporaryDirectory.of(context, output.names(), Integer.toString(context.taskIndex()));
  }

  /** What a sink tells of a file that is there. */
  @SuppressWarnings("NullAway") // does not see that the key's type allows null
  static KV<@Nullable Void, String> result(ResourceId name) {
    return KV.of(null, name.toString());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.include("output", output);
  }
}
