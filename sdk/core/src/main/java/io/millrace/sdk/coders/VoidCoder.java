package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A coder of {@link Void}, whose only value is null, in no bytes at all. */
public final class VoidCoder extends AtomicCoder<@Nullable Void> {
  private static final long serialVersionUID = 1;
  private static final VoidCoder INSTANCE = new VoidCoder();

  private enum Structure {
    VOID
  }

  private VoidCoder() {}

  /** The coder. */
  public static VoidCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(@Nullable Void value, OutputStream outStream) {}

  @Override
  @SuppressWarnings("NullAway") // null is the only Void; the checker reads T as non-null
  public @Nullable Void decode(InputStream inStream) {
    return null;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public Object structuralValue(@Nullable Void value) {
    return Structure.VOID;
  }

  @Override
  public int stableHash(@Nullable Void value) {
    return StableHash.OF_NULL;
  }

  @Override
  public TypeDescriptor<@Nullable Void> getEncodedTypeDescriptor() {
    return TypeDescriptors.voids();
  }
}
