package io.millrace.runners.core.panes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the elements themselves, for GroupByKey. */
public final class ListContents<T extends @Nullable Object> implements Contents<T, List<T>> {

  /** Keeps elements in the order in which they came. */
  public ListContents() {}

  @Override
  public List<T> create() {
    return new ArrayList<>(2);
  }

  @Override
  public List<T> add(List<T> content, T element) {
    content.add(element);
    return content;
  }

  @Override
  public List<T> merge(List<T> content, List<T> other) {
    if (content.isEmpty()) {
      return other;
    }
    content.addAll(other);
    return content;
  }

  @Override
  public List<T> include(List<T> content, List<T> kept) {
    content.addAll(kept);
    return content;
  }

  @Override
  public T again(T element) {
    return element;
  }

  @Override
  public boolean isSmall() {
    return false;
  }

  @Override
  public Object emit(List<T> content, boolean keeps) {
    return Collections.unmodifiableList(keeps ? new ArrayList<>(content) : content);
  }
}
