package io.millrace.sdk.io.range;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A coder of {@link OffsetRange}: both offsets as variable-length integers. */
public final class OffsetRangeCoder extends AtomicCoder<OffsetRange> {
  private static final long serialVersionUID = 1;

  private static final OffsetRangeCoder INSTANCE = new OffsetRangeCoder();

  private OffsetRangeCoder() {}

  /** The coder. */
  public static OffsetRangeCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(OffsetRange value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw new CoderException("cannot encode a null OffsetRange");
    }
    VarLongCoder.of().encode(value.getFrom(), outStream);
    VarLongCoder.of().encode(value.getTo(), outStream);
  }

  @Override
  public OffsetRange decode(InputStream inStream) throws IOException {
    long from = VarLongCoder.of().decode(inStream);
    long to = VarLongCoder.of().decode(inStream);
    if (from > to) {
      throw new CoderException("the range [" + from + ", " + to + ") ends before it begins");
    }
    return new OffsetRange(from, to);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public TypeDescriptor<OffsetRange> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(OffsetRange.class);
  }
}
