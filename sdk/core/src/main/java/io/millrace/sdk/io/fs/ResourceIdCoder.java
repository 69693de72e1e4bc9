package io.millrace.sdk.io.fs;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.BooleanCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.FileSystems;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The coder of {@link ResourceId}: its text, and whether it is a directory. */
public final class ResourceIdCoder extends AtomicCoder<ResourceId> {
  private static final long serialVersionUID = 1;
  private static final ResourceIdCoder INSTANCE = new ResourceIdCoder();

  private ResourceIdCoder() {}

  /** The coder. */
  public static ResourceIdCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ResourceId value, OutputStream outStream) throws IOException {
    StringUtf8Coder.of().encode(value.toString(), outStream);
    BooleanCoder.of().encode(value.isDirectory(), outStream);
  }

  @Override
  public ResourceId decode(InputStream inStream) throws IOException {
    String text = StringUtf8Coder.of().decode(inStream);
    return FileSystems.matchNewResource(text, BooleanCoder.of().decode(inStream));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
