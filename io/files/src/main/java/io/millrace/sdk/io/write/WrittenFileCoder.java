package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.StructuredCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.fs.ResourceIdCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The coder of {@link WrittenFile}.
 *
 * @param <DestT> what tells destinations apart
 */
public final class WrittenFileCoder<DestT extends @Nullable Object>
    extends StructuredCoder<WrittenFile<DestT>> {
  private static final long serialVersionUID = 1;

  private final Coder<DestT> destination;

  private WrittenFileCoder(Coder<DestT> destination) {
    this.destination = destination;
  }

  /** The coder, for destinations of this one. */
  public static <DestT extends @Nullable Object> WrittenFileCoder<DestT> of(
      Coder<DestT> destination) {
    return new WrittenFileCoder<>(destination);
  }

  @Override
  public void encode(WrittenFile<DestT> value, OutputStream outStream) throws IOException {
    destination.encode(value.destination(), outStream);
    ResourceIdCoder.of().encode(value.file(), outStream);
    VarIntCoder.of().encode(value.shard(), outStream);
    VarIntCoder.of().encode(value.part(), outStream);
    VarLongCoder.of().encode(value.sizeBytes(), outStream);
    StringUtf8Coder.of().encode(value.name(), outStream);
  }

  @Override
  public WrittenFile<DestT> decode(InputStream inStream) throws IOException {
    DestT decoded = destination.decode(inStream);
    ResourceId file = ResourceIdCoder.of().decode(inStream);
    int shard = VarIntCoder.of().decode(inStream);
    int part = VarIntCoder.of().decode(inStream);
    long sizeBytes = VarLongCoder.of().decode(inStream);
    String name = StringUtf8Coder.of().decode(inStream);
    return new WrittenFile<>(decoded, file, shard, part, sizeBytes, name);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(destination);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "destinations must be", destination);
  }
}
