package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A coder that turns values into those of another coder and back, by two functions.
 *
 * <p>It is deterministic if the other coder is, for the functions are taken to be. Delegate coders
 * are equal when coder, functions and type are, so functions that are lambdas make no two coders
 * equal.
 */
public final class DelegateCoder<T extends @Nullable Object, IntermediateT extends @Nullable Object>
    extends CustomCoder<T> {
  private static final long serialVersionUID = 1;

  /** A serialisable function that may throw. */
  @FunctionalInterface
  public interface CodingFunction<InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends Serializable {
    /** Returns the other form of {@code input}. */
    OutputT apply(InputT input) throws Exception;
  }

  private final Coder<IntermediateT> coder;
  private final CodingFunction<T, IntermediateT> toFn;
  private final CodingFunction<IntermediateT, T> fromFn;
  private final @Nullable TypeDescriptor<T> typeDescriptor;

  private DelegateCoder(
      Coder<IntermediateT> coder,
      CodingFunction<T, IntermediateT> toFn,
      CodingFunction<IntermediateT, T> fromFn,
      @Nullable TypeDescriptor<T> typeDescriptor) {
    this.coder = coder;
    this.toFn = toFn;
    this.fromFn = fromFn;
    this.typeDescriptor = typeDescriptor;
  }

  /** A coder that writes {@code toFn(value)} by {@code coder}. */
  public static <T extends @Nullable Object, IntermediateT extends @Nullable Object>
      DelegateCoder<T, IntermediateT> of(
          Coder<IntermediateT> coder,
          CodingFunction<T, IntermediateT> toFn,
          CodingFunction<IntermediateT, T> fromFn) {
    return new DelegateCoder<>(coder, toFn, fromFn, null);
  }

  /** A coder of {@code typeDescriptor} that writes {@code toFn(value)} by {@code coder}. */
  public static <T extends @Nullable Object, IntermediateT extends @Nullable Object>
      DelegateCoder<T, IntermediateT> of(
          Coder<IntermediateT> coder,
          CodingFunction<T, IntermediateT> toFn,
          CodingFunction<IntermediateT, T> fromFn,
          TypeDescriptor<T> typeDescriptor) {
    return new DelegateCoder<>(coder, toFn, fromFn, typeDescriptor);
  }

  /** The coder of the other form. */
  public Coder<IntermediateT> getCoder() {
    return coder;
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    coder.encode(applied(toFn, value), outStream);
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    return applied(fromFn, coder.decode(inStream));
  }

  private <A extends @Nullable Object, B extends @Nullable Object> B applied(
      CodingFunction<A, B> fn, A value) throws CoderException {
    try {
      return fn.apply(value);
    } catch (CoderException e) {
      throw e;
    } catch (Exception e) {
      throw new CoderException("a function of " + this + " failed: " + e, e);
    }
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "delegate", coder);
  }

  /** The structural value of the other form. */
  @Override
  public Object structuralValue(T value) {
    return coder.structuralValue(intermediate(value));
  }

  @Override
  public int stableHash(T value) {
    return coder.stableHash(intermediate(value));
  }

  private IntermediateT intermediate(T value) {
    try {
      return applied(toFn, value);
    } catch (CoderException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return typeDescriptor == null ? super.getEncodedTypeDescriptor() : typeDescriptor;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DelegateCoder<?, ?> that
        && coder.equals(that.coder)
        && toFn.equals(that.toFn)
        && fromFn.equals(that.fromFn)
        && Objects.equals(typeDescriptor, that.typeDescriptor);
  }

  @Override
  public int hashCode() {
    return Objects.hash(coder, toFn, fromFn, typeDescriptor);
  }

  @Override
  public String toString() {
    return "DelegateCoder(" + coder + ")";
  }
}
