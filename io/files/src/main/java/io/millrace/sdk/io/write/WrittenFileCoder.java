package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.fs.ResourceIdCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The coder of {@link WrittenFile}. */
public final class WrittenFileCoder extends AtomicCoder<WrittenFile> {
  private static final long serialVersionUID = 1;
  private static final WrittenFileCoder INSTANCE = new WrittenFileCoder();

  private WrittenFileCoder() {}

  /** The coder. */
  public static WrittenFileCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(WrittenFile value, OutputStream outStream) throws IOException {
    ResourceIdCoder.of().encode(value.file(), outStream);
    VarIntCoder.of().encode(value.shard(), outStream);
    VarLongCoder.of().encode(value.sizeBytes(), outStream);
    StringUtf8Coder.of().encode(value.name(), outStream);
  }

  @Override
  public WrittenFile decode(InputStream inStream) throws IOException {
    ResourceId file = ResourceIdCoder.of().decode(inStream);
    int shard = VarIntCoder.of().decode(inStream);
    long sizeBytes = VarLongCoder.of().decode(inStream);
    return new WrittenFile(file, shard, sizeBytes, StringUtf8Coder.of().decode(inStream));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
