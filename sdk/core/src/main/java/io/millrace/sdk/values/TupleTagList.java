package io.millrace.sdk.values;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.List;

/** An immutable list of tags. */
public final class TupleTagList implements Serializable {

  private static final long serialVersionUID = 1;

  private static final TupleTagList EMPTY = new TupleTagList(ImmutableList.of());

  private final ImmutableList<TupleTag<?>> tags;

  private TupleTagList(ImmutableList<TupleTag<?>> tags) {
    this.tags = tags;
  }

  /** No tags. */
  public static TupleTagList empty() {
    return EMPTY;
  }

  /** One tag. */
  public static TupleTagList of(TupleTag<?> tag) {
    return EMPTY.and(tag);
  }

  /** The given tags, in order. */
  public static TupleTagList of(List<TupleTag<?>> tags) {
    return EMPTY.and(tags);
  }

  /** These tags and one more. */
  public TupleTagList and(TupleTag<?> tag) {
    return and(ImmutableList.of(tag));
  }

  /** These tags and more. */
  public TupleTagList and(List<TupleTag<?>> more) {
    return new TupleTagList(ImmutableList.<TupleTag<?>>builder().addAll(tags).addAll(more).build());
  }

  /** The number of tags. */
  public int size() {
    return tags.size();
  }

  /** The tag with the given index. */
  public TupleTag<?> get(int i) {
    return tags.get(i);
  }

  /** All tags. */
  public List<TupleTag<?>> getAll() {
    return tags;
  }

  @Override
  public String toString() {
    return tags.toString();
  }
}
