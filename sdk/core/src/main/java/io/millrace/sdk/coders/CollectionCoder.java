package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeParameter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link Collection}, decoded as a list. Not deterministic: the order may be any. */
public final class CollectionCoder<T extends @Nullable Object>
    extends IterableLikeCoder<T, Collection<T>> {
  private static final long serialVersionUID = 1;

  private CollectionCoder(Coder<T> elementCoder) {
    super(elementCoder, "Collection");
  }

  /** A coder of elements of what {@code elementCoder} takes. */
  public static <T extends @Nullable Object> CollectionCoder<T> of(Coder<T> elementCoder) {
    return new CollectionCoder<>(elementCoder);
  }

  @Override
  protected Collection<T> decodeToIterable(List<T> decodedElements) {
    return decodedElements;
  }

  @Override
  public TypeDescriptor<Collection<T>> getEncodedTypeDescriptor() {
    return new TypeDescriptor<Collection<T>>() {}.where(
        new TypeParameter<T>() {}, getElemCoder().getEncodedTypeDescriptor());
  }
}
