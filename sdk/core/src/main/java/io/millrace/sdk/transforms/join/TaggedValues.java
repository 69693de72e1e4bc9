package io.millrace.sdk.transforms.join;

import com.google.common.collect.AbstractIterator;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The values of one collection among those of all, picked out anew in each iteration: none is kept.
 */
final class TaggedValues implements Iterable<@Nullable Object> {

  private final Iterable<RawUnionValue> all;
  private final int tag;

  private TaggedValues(Iterable<RawUnionValue> all, int tag) {
    this.all = all;
    this.tag = tag;
  }

  /**
   * Takes values apart. Values of a collection that has few of them are kept in a list; where there
   * are more than {@code limit}, they are read again from {@code all} whenever they are asked for.
   */
  static List<Iterable<@Nullable Object>> byTag(Iterable<RawUnionValue> all, int tags, int limit) {
    @Nullable Object[][] kept = new @Nullable Object[tags][];
    int[] counts = new int[tags];
    int few = tags;
    for (RawUnionValue value : all) {
      int tag = value.getUnionTag();
      int count = counts[tag];
      if (count > limit) {
        continue;
      }
      counts[tag] = count + 1;
      if (count < limit) {
        kept[tag] = with(kept[tag], count, value.getValue());
      } else {
        kept[tag] = null;
        if (--few == 0) {
          break;
        }
      }
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
    Iterable<@Nullable Object>[] result = new Iterable[tags];
    for (int tag = 0; tag < tags; tag++) {
      result[tag] =
          counts[tag] > limit ? new TaggedValues(all, tag) : new KeptValues(kept[tag], counts[tag]);
    }
    return Arrays.asList(result);
  }

  private static @Nullable Object[] with(
      @Nullable Object @Nullable [] values, int count, @Nullable Object value) {
    @Nullable Object[] result =
        values == null
            ? new @Nullable Object[1]
            : count == values.length ? Arrays.copyOf(values, 2 * count) : values;
    result[count] = value;
    return result;
  }

  /** Few values. Immutable. */
  private static final class KeptValues extends AbstractList<@Nullable Object>
      implements RandomAccess {

    private final @Nullable Object @Nullable [] values;
    private final int count;

    KeptValues(@Nullable Object @Nullable [] values, int count) {
      this.values = values;
      this.count = count;
    }

    @Override
    public @Nullable Object get(int index) {
      Objects.checkIndex(index, count);
      return Objects.requireNonNull(values)[index];
    }

    @Override
    public int size() {
      return count;
    }
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    Iterator<RawUnionValue> values = all.iterator();
    return new AbstractIterator<>() {
      @Override
      protected @Nullable Object computeNext() {
        while (values.hasNext()) {
          RawUnionValue value = values.next();
          if (value.getUnionTag() == tag) {
            return value.getValue();
          }
        }
        return endOfData();
      }
    };
  }

  @Override
  public String toString() {
    return "many values";
  }
}
