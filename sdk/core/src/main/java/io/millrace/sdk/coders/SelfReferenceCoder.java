package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands inside a recursive type's coder for that coder itself.
 *
 * <p>All that goes round (components, equality, text) stops here.
 */
final class SelfReferenceCoder<T extends @Nullable Object> extends Coder<T> {
  private static final long serialVersionUID = 1;

  private static final ThreadLocal<Deque<Object>> VERIFYING =
      ThreadLocal.withInitial(ArrayDeque::new);

  private final TypeDescriptor<T> type;
  private @Nullable Coder<T> target;

  SelfReferenceCoder(TypeDescriptor<T> type) {
    this.type = type;
  }

  /** Called once, before anybody uses the coder. */
  @SuppressWarnings("unchecked")
  void resolve(Coder<?> coder) {
    this.target = (Coder<T>) coder;
  }

  private Coder<T> target() {
    if (target == null) {
      throw new IllegalStateException("the coder of " + type + " is used before it is complete");
    }
    return target;
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    try {
      target().encode(value, outStream);
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    try {
      return target().decode(inStream);
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  private CoderException tooDeep() {
    return new CoderException("a value is nested deeper than the thread's stack allows");
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of();
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    Deque<Object> verifying = VERIFYING.get();
    for (Object each : verifying) {
      if (each == this) {
        return;
      }
    }
    verifying.push(this);
    try {
      target().verifyDeterministic();
    } finally {
      verifying.pop();
    }
  }

  @Override
  public Object structuralValue(T value) {
    return target().structuralValue(value);
  }

  @Override
  public int stableHash(T value) {
    return target().stableHash(value);
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return type;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SelfReferenceCoder<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "SelfReferenceCoder(" + type.getRawType().getSimpleName() + ")";
  }
}
