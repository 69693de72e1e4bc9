package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A coder that takes null besides what another takes: 0, or 1 and the value. */
public final class NullableCoder<T extends @Nullable Object> extends StructuredCoder<@Nullable T> {
  private static final long serialVersionUID = 1;

  private final Coder<T> valueCoder;

  private NullableCoder(Coder<T> valueCoder) {
    this.valueCoder = valueCoder;
  }

  /** {@code valueCoder} with null allowed; itself if it is one of these. */
  @SuppressWarnings("unchecked")
  public static <T extends @Nullable Object> NullableCoder<T> of(Coder<T> valueCoder) {
    return valueCoder instanceof NullableCoder
        ? (NullableCoder<T>) valueCoder
        : new NullableCoder<>(valueCoder);
  }

  /** The coder of values other than null. */
  public Coder<T> getValueCoder() {
    return valueCoder;
  }

  @Override
  public void encode(@Nullable T value, OutputStream outStream) throws IOException {
    if (value == null) {
      outStream.write(0);
    } else {
      outStream.write(1);
      valueCoder.encode(value, outStream);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // null is what this coder is for; the checker reads T as non-null
  public @Nullable T decode(InputStream inStream) throws IOException {
    return readPresence(inStream) ? valueCoder.decode(inStream) : null;
  }

  static boolean readPresence(InputStream in) throws IOException {
    int b = Wire.readByte(in);
    if (b > 1) {
      throw new CoderException("the byte " + b + " says neither absent (0) nor present (1)");
    }
    return b == 1;
  }

  @Override
  public List<Coder<T>> getCoderArguments() {
    return List.of(valueCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "value", valueCoder);
  }

  @Override
  public boolean consistentWithEquals() {
    return valueCoder.consistentWithEquals();
  }

  /** An {@link Optional} of the value's. */
  @Override
  public Object structuralValue(@Nullable T value) {
    return value == null ? Optional.empty() : Optional.of(valueCoder.structuralValue(value));
  }

  @Override
  public int stableHash(@Nullable T value) {
    return value == null ? StableHash.OF_NULL : valueCoder.stableHash(value);
  }

  @Override
  public TypeDescriptor<@Nullable T> getEncodedTypeDescriptor() {
    return valueCoder.getEncodedTypeDescriptor();
  }
}
