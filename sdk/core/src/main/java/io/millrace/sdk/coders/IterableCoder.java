package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link Iterable}, decoded as a list. Not deterministic: the order may be any. */
public final class IterableCoder<T extends @Nullable Object>
    extends IterableLikeCoder<T, Iterable<T>> {
  private static final long serialVersionUID = 1;

  private IterableCoder(Coder<T> elementCoder) {
    super(elementCoder, "Iterable");
  }

  /** A coder of elements of what {@code elementCoder} takes. */
  public static <T extends @Nullable Object> IterableCoder<T> of(Coder<T> elementCoder) {
    return new IterableCoder<>(elementCoder);
  }

  @Override
  protected Iterable<T> decodeToIterable(List<T> decodedElements) {
    return decodedElements;
  }

  @Override
  public TypeDescriptor<Iterable<T>> getEncodedTypeDescriptor() {
    return TypeDescriptors.iterables(getElemCoder().getEncodedTypeDescriptor());
  }
}
