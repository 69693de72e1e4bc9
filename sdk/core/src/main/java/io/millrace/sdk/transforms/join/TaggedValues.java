package io.millrace.sdk.transforms.join;

import com.google.common.collect.AbstractIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
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
    List<Iterable<@Nullable Object>> result = new ArrayList<>(tags);
    List<@Nullable List<@Nullable Object>> kept = new ArrayList<>(tags);
    for (int tag = 0; tag < tags; tag++) {
      List<@Nullable Object> values = new ArrayList<>();
      kept.add(values);
      result.add(Collections.unmodifiableList(values));
    }
    int few = tags;
    for (RawUnionValue value : all) {
      int tag = value.getUnionTag();
      List<@Nullable Object> values = kept.get(tag);
      if (values == null) {
        continue;
      }
      if (values.size() < limit) {
        values.add(value.getValue());
        continue;
      }
      kept.set(tag, null);
      result.set(tag, new TaggedValues(all, tag));
      if (--few == 0) {
        break;
      }
    }
    return result;
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
