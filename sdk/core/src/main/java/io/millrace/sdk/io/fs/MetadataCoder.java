package io.millrace.sdk.io.fs;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.BooleanCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The coder of {@link Metadata}. */
public final class MetadataCoder extends AtomicCoder<Metadata> {
  private static final long serialVersionUID = 1;
  private static final MetadataCoder INSTANCE = new MetadataCoder();
  private static final NullableCoder<String> CHECKSUM = NullableCoder.of(StringUtf8Coder.of());

  private MetadataCoder() {}

  /** The coder. */
  public static MetadataCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Metadata value, OutputStream outStream) throws IOException {
    ResourceIdCoder.of().encode(value.resourceId(), outStream);
    VarLongCoder.of().encode(value.sizeBytes(), outStream);
    BooleanCoder.of().encode(value.isReadSeekEfficient(), outStream);
    VarLongCoder.of().encode(value.lastModifiedMillis(), outStream);
    CHECKSUM.encode(value.checksum(), outStream);
  }

  @Override
  public Metadata decode(InputStream inStream) throws IOException {
    ResourceId resourceId = ResourceIdCoder.of().decode(inStream);
    long sizeBytes = VarLongCoder.of().decode(inStream);
    boolean isReadSeekEfficient = BooleanCoder.of().decode(inStream);
    long lastModifiedMillis = VarLongCoder.of().decode(inStream);
    @Nullable String checksum = CHECKSUM.decode(inStream);
    return new Metadata(resourceId, sizeBytes, isReadSeekEfficient, lastModifiedMillis, checksum);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
