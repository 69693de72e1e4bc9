package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the coder of a collection that is put together from several. */
public final class FlattenedCoder {

  private FlattenedCoder() {}

  /**
   * A coder that takes the values of each of the given ones. Coders of one type may differ in
   * whether they take nulls, or in the form of their bytes; of different types they must not be.
   *
   * @param what names the values in the error message, e.g. "elements"
   * @param byOwner at least one coder, by the name of whose it is
   * @throws IllegalArgumentException if there is no such coder
   */
  public static <T extends @Nullable Object> Coder<T> of(
      String what, Map<String, Coder<T>> byOwner) {
    Map.Entry<String, Coder<T>> first = byOwner.entrySet().iterator().next();
    Coder<?> common = first.getValue();
    for (Map.Entry<String, Coder<T>> other : byOwner.entrySet()) {
      Optional<Coder<?>> next = common(common, other.getValue());
      if (next.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(
                "There is no coder for the %s of all collections: %s has %s, %s has %s. Give all of"
                    + " them the same with setCoder(...).",
                what, first.getKey(), common, other.getKey(), other.getValue()));
      }
      common = next.get();
    }
    @SuppressWarnings("unchecked") // coders of T have only coders of T in common
    Coder<T> ofAll = (Coder<T>) common;
    return ofAll;
  }

  private static Optional<Coder<?>> common(Coder<?> a, Coder<?> b) {
    if (a.equals(b)) {
      return Optional.of(a);
    }
    if (a instanceof NullableCoder<?> || b instanceof NullableCoder<?>) {
      return common(withoutNull(a), withoutNull(b)).map(NullableCoder::of);
    }
    if (a instanceof KvCoder<?, ?> kvA && b instanceof KvCoder<?, ?> kvB) {
      Optional<Coder<?>> key = common(kvA.getKeyCoder(), kvB.getKeyCoder());
      Optional<Coder<?>> value = common(kvA.getValueCoder(), kvB.getValueCoder());
      return key.flatMap(k -> value.map(v -> KvCoder.of(k, v)));
    }
    if (a instanceof IterableCoder<?> manyA && b instanceof IterableCoder<?> manyB) {
      return common(manyA.getElemCoder(), manyB.getElemCoder()).map(IterableCoder::of);
    }
    if (a instanceof ListCoder<?> manyA && b instanceof ListCoder<?> manyB) {
      return common(manyA.getElemCoder(), manyB.getElemCoder()).map(ListCoder::of);
    }
    TypeDescriptor<?> type = a.getEncodedTypeDescriptor();
    return a.getCoderArguments().isEmpty()
            && b.getCoderArguments().isEmpty()
            && !type.hasUnresolvedParameters()
            && type.equals(b.getEncodedTypeDescriptor())
        ? Optional.of(a)
        : Optional.empty();
  }

  private static Coder<?> withoutNull(Coder<?> coder) {
    return coder instanceof NullableCoder<?> nullable ? nullable.getValueCoder() : coder;
  }
}
