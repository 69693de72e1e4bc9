package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeParameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** A coder of {@link Optional}: 0, or 1 and the value. */
public final class OptionalCoder<T> extends StructuredCoder<Optional<T>> {
  private static final long serialVersionUID = 1;

  private final Coder<T> valueCoder;

  private OptionalCoder(Coder<T> valueCoder) {
    this.valueCoder = valueCoder;
  }

  /** A coder of optional values of what {@code valueCoder} takes. */
  public static <T> OptionalCoder<T> of(Coder<T> valueCoder) {
    return new OptionalCoder<>(valueCoder);
  }

  /** The coder of present values. */
  public Coder<T> getValueCoder() {
    return valueCoder;
  }

  @Override
  public void encode(Optional<T> value, OutputStream outStream) throws IOException {
    if (value == null) {
      throw Wire.nullRefused("Optional");
    }
    outStream.write(value.isPresent() ? 1 : 0);
    if (value.isPresent()) {
      valueCoder.encode(value.get(), outStream);
    }
  }

  @Override
  public Optional<T> decode(InputStream inStream) throws IOException {
    return NullableCoder.readPresence(inStream)
        ? Optional.of(valueCoder.decode(inStream))
        : Optional.empty();
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

  @Override
  public Object structuralValue(Optional<T> value) {
    return consistentWithEquals() ? value : value.map(valueCoder::structuralValue);
  }

  @Override
  public int stableHash(Optional<T> value) {
    return value.isPresent() ? valueCoder.stableHash(value.get()) : StableHash.OF_NULL;
  }

  @Override
  public TypeDescriptor<Optional<T>> getEncodedTypeDescriptor() {
    return new TypeDescriptor<Optional<T>>() {}.where(
        new TypeParameter<T>() {}, valueCoder.getEncodedTypeDescriptor());
  }
}
