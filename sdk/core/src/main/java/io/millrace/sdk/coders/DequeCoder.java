package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeParameter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link Deque}, decoded as an {@link ArrayDeque}; first element first. */
public final class DequeCoder<T extends @Nullable Object> extends IterableLikeCoder<T, Deque<T>> {
  private static final long serialVersionUID = 1;

  private DequeCoder(Coder<T> elementCoder) {
    super(elementCoder, "Deque");
  }

  /** A coder of elements of what {@code elementCoder} takes. */
  public static <T extends @Nullable Object> DequeCoder<T> of(Coder<T> elementCoder) {
    return new DequeCoder<>(elementCoder);
  }

  @Override
  protected Deque<T> decodeToIterable(List<T> decodedElements) {
    return new ArrayDeque<>(decodedElements);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "element", getElemCoder());
  }

  @Override
  public TypeDescriptor<Deque<T>> getEncodedTypeDescriptor() {
    return new TypeDescriptor<Deque<T>>() {}.where(
        new TypeParameter<T>() {}, getElemCoder().getEncodedTypeDescriptor());
  }
}
