package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A coder of {@link Set}, decoded as a {@link LinkedHashSet}. Not deterministic: the order may be
 * any.
 */
public final class SetCoder<T extends @Nullable Object> extends IterableLikeCoder<T, Set<T>> {
  private static final long serialVersionUID = 1;

  private SetCoder(Coder<T> elementCoder) {
    super(elementCoder, "Set");
  }

  /** A coder of elements of what {@code elementCoder} takes. */
  public static <T extends @Nullable Object> SetCoder<T> of(Coder<T> elementCoder) {
    return new SetCoder<>(elementCoder);
  }

  @Override
  protected Set<T> decodeToIterable(List<T> decodedElements) {
    return new LinkedHashSet<>(decodedElements);
  }

  @Override
  public boolean consistentWithEquals() {
    return getElemCoder().consistentWithEquals();
  }

  @Override
  public Object structuralValue(Set<T> value) {
    if (consistentWithEquals()) {
      return value;
    }
    Set<Object> structure = new HashSet<>();
    for (T element : value) {
      structure.add(getElemCoder().structuralValue(element));
    }
    return structure;
  }

  /** Of the elements in whatever order. */
  @Override
  public int stableHash(Set<T> value) {
    int sum = 0;
    for (T element : value) {
      sum += getElemCoder().stableHash(element);
    }
    return StableHash.of(sum);
  }

  @Override
  public TypeDescriptor<Set<T>> getEncodedTypeDescriptor() {
    return TypeDescriptors.sets(getElemCoder().getEncodedTypeDescriptor());
  }
}
