package io.millrace.sdk.transforms.join;

import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tags of the collections that a {@link CoGroupByKey} groups, numbered from 0. Immutable. */
public final class CoGbkResultSchema implements Serializable {

  private static final long serialVersionUID = 1;

  private final TupleTagList tags;

  /**
   * A schema of the given tags, in order.
   *
   * @throws IllegalArgumentException if a tag occurs twice
   */
  public CoGbkResultSchema(TupleTagList tags) {
    this.tags = tags;
    for (int i = 0; i < tags.size(); i++) {
      if (getIndex(tags.get(i)) != i) {
        throw new IllegalArgumentException(
            "Two collections are tagged " + tags.get(i) + "; give each its own tag");
      }
    }
  }

  /** A schema of the given tags, in order. */
  public static CoGbkResultSchema of(List<TupleTag<?>> tags) {
    return new CoGbkResultSchema(TupleTagList.of(tags));
  }

  /** The number of the given tag; -1 if it is not among them. */
  public int getIndex(TupleTag<?> tag) {
    List<TupleTag<?>> all = tags.getAll();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).equals(tag)) {
        return i;
      }
    }
    return -1;
  }

  /** The tag with the given number. */
  public TupleTag<?> getTag(int index) {
    return tags.get(index);
  }

  /** How many tags there are. */
  public int size() {
    return tags.size();
  }

  /** All tags, in order. */
  public TupleTagList getTupleTagList() {
    return tags;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CoGbkResultSchema that && tags.getAll().equals(that.tags.getAll());
  }

  @Override
  public int hashCode() {
    return tags.getAll().hashCode();
  }

  @Override
  public String toString() {
    return "CoGbkResultSchema" + tags;
  }
}
