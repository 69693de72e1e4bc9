package io.millrace.sdk.values;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.coders.StructuredCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An immutable value with its event time. */
public class TimestampedValue<V extends @Nullable Object> {
  private static final Instant MINIMUM = Instant.ofEpochMilli(Long.MIN_VALUE / 1000);

  private final V value;
  private final Instant timestamp;

  protected TimestampedValue(V value, Instant timestamp) {
    this.value = value;
    this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
  }

  /** {@code value} at the least event time, {@code BoundedWindow.TIMESTAMP_MIN_VALUE}. */
  public static <V extends @Nullable Object> TimestampedValue<V> atMinimumTimestamp(V value) {
    return of(value, MINIMUM);
  }

  /** {@code value} at {@code timestamp}. */
  public static <V extends @Nullable Object> TimestampedValue<V> of(V value, Instant timestamp) {
    return new TimestampedValue<>(value, timestamp);
  }

  /** The value. */
  public V getValue() {
    return value;
  }

  /** Its event time. */
  public Instant getTimestamp() {
    return timestamp;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TimestampedValue<?> that
        && Objects.equals(value, that.value)
        && timestamp.equals(that.timestamp);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, timestamp);
  }

  @Override
  public String toString() {
    return "TimestampedValue(" + value + ", " + timestamp + ")";
  }

  /** A coder of {@link TimestampedValue}: the value, then its event time. */
  public static final class TimestampedValueCoder<T extends @Nullable Object>
      extends StructuredCoder<TimestampedValue<T>> {
    private static final long serialVersionUID = 1;

    private final Coder<T> valueCoder;

    private TimestampedValueCoder(Coder<T> valueCoder) {
      this.valueCoder = valueCoder;
    }

    /** A coder of timestamped values of what {@code valueCoder} takes. */
    public static <T extends @Nullable Object> TimestampedValueCoder<T> of(Coder<T> valueCoder) {
      return new TimestampedValueCoder<>(valueCoder);
    }

    /** The coder of the values. */
    public Coder<T> getValueCoder() {
      return valueCoder;
    }

    @Override
    public void encode(TimestampedValue<T> value, OutputStream outStream) throws IOException {
      if (value == null) {
        throw new CoderException("cannot encode a null TimestampedValue");
      }
      valueCoder.encode(value.getValue(), outStream);
      InstantCoder.of().encode(value.getTimestamp(), outStream);
    }

    @Override
    public TimestampedValue<T> decode(InputStream inStream) throws IOException {
      T value = valueCoder.decode(inStream);
      return TimestampedValue.of(value, InstantCoder.of().decode(inStream));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
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
    public Object structuralValue(TimestampedValue<T> value) {
      return consistentWithEquals()
          ? value
          : TimestampedValue.of(valueCoder.structuralValue(value.getValue()), value.getTimestamp());
    }

    @Override
    public TypeDescriptor<TimestampedValue<T>> getEncodedTypeDescriptor() {
      return new TypeDescriptor<TimestampedValue<T>>() {}.where(
          new TypeParameter<T>() {}, valueCoder.getEncodedTypeDescriptor());
    }
  }
}
