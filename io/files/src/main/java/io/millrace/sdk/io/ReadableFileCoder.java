package io.millrace.sdk.io;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MetadataCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The coder of {@link ReadableFile}: what is known of the file, not its content. */
public final class ReadableFileCoder extends AtomicCoder<ReadableFile> {
  private static final long serialVersionUID = 1;
  private static final ReadableFileCoder INSTANCE = new ReadableFileCoder();

  private ReadableFileCoder() {}

  /** The coder. */
  public static ReadableFileCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ReadableFile value, OutputStream outStream) throws IOException {
    MetadataCoder.of().encode(value.getMetadata(), outStream);
    StringUtf8Coder.of().encode(value.getCompression().name(), outStream);
  }

  @Override
  public ReadableFile decode(InputStream inStream) throws IOException {
    Metadata metadata = MetadataCoder.of().decode(inStream);
    return new ReadableFile(metadata, Compression.valueOf(StringUtf8Coder.of().decode(inStream)));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
