package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.fs.ResourceIdCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The coder of {@link FilePart}. */
public final class FilePartCoder extends AtomicCoder<FilePart> {
  private static final long serialVersionUID = 1;
  private static final FilePartCoder INSTANCE = new FilePartCoder();

  private FilePartCoder() {}

  /** The coder. */
  public static FilePartCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(FilePart value, OutputStream outStream) throws IOException {
    ResourceIdCoder.of().encode(value.file(), outStream);
    VarLongCoder.of().encode(value.start(), outStream);
    VarLongCoder.of().encode(value.end(), outStream);
    VarLongCoder.of().encode(value.block(), outStream);
    VarLongCoder.of().encode(value.elements(), outStream);
  }

  @Override
  public FilePart decode(InputStream inStream) throws IOException {
    ResourceId file = ResourceIdCoder.of().decode(inStream);
    long start = VarLongCoder.of().decode(inStream);
    long end = VarLongCoder.of().decode(inStream);
    long block = VarLongCoder.of().decode(inStream);
    return new FilePart(file, start, end, block, VarLongCoder.of().decode(inStream));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
