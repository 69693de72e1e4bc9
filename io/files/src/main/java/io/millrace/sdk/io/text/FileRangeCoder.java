package io.millrace.sdk.io.text;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.BooleanCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.fs.ResourceIdCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The coder of {@link FileRange}. */
public final class FileRangeCoder extends AtomicCoder<FileRange> {
  private static final long serialVersionUID = 1;
  private static final FileRangeCoder INSTANCE = new FileRangeCoder();

  private FileRangeCoder() {}

  /** The coder. */
  public static FileRangeCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(FileRange value, OutputStream outStream) throws IOException {
    ResourceIdCoder.of().encode(value.file(), outStream);
    StringUtf8Coder.of().encode(value.compression().name(), outStream);
    VarLongCoder.of().encode(value.start(), outStream);
    VarLongCoder.of().encode(value.end(), outStream);
    BooleanCoder.of().encode(value.startsWithLine(), outStream);
    VarIntCoder.of().encode(value.headerLines(), outStream);
  }

  @Override
  public FileRange decode(InputStream inStream) throws IOException {
    ResourceId file = ResourceIdCoder.of().decode(inStream);
    Compression compression = Compression.valueOf(StringUtf8Coder.of().decode(inStream));
    long start = VarLongCoder.of().decode(inStream);
    long end = VarLongCoder.of().decode(inStream);
    boolean startsWithLine = BooleanCoder.of().decode(inStream);
    int headerLines = VarIntCoder.of().decode(inStream);
    return new FileRange(file, compression, start, end, startsWithLine, headerLines);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
