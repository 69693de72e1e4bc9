package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link List}, decoded as an {@link java.util.ArrayList}. */
public final class ListCoder<T extends @Nullable Object> extends IterableLikeCoder<T, List<T>> {
  private static final long serialVersionUID = 1;

  private ListCoder(Coder<T> elementCoder) {
    super(elementCoder, "List");
  }

  /** A coder of elements of what {@code elementCoder} takes. */
  public static <T extends @Nullable Object> ListCoder<T> of(Coder<T> elementCoder) {
    return new ListCoder<>(elementCoder);
  }

  @Override
  protected List<T> decodeToIterable(List<T> decodedElements) {
    return decodedElements;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "element", getElemCoder());
  }

  @Override
  public boolean consistentWithEquals() {
    return getElemCoder().consistentWithEquals();
  }

  @Override
  public Object structuralValue(List<T> value) {
    return consistentWithEquals() ? value : super.structuralValue(value);
  }

  @Override
  public TypeDescriptor<List<T>> getEncodedTypeDescriptor() {
    return TypeDescriptors.lists(getElemCoder().getEncodedTypeDescriptor());
  }
}
