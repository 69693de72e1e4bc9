package io.millrace.sdk.values;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import io.millrace.sdk.transforms.ViewFn;
import java.util.Collections;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** All elements of a window, without a copy where the content is a list already. */
final class ListViewFns {

  private ListViewFns() {}

  static final class OfIterable<T extends @Nullable Object> extends ViewFn<T, Iterable<T>> {

    private static final long serialVersionUID = 1;

    @Override
    public Iterable<T> apply(Iterable<T> content) {
      return Iterables.unmodifiableIterable(content);
    }
  }

  static final class OfList<T extends @Nullable Object> extends ViewFn<T, List<T>> {

    private static final long serialVersionUID = 1;

    @Override
    public List<T> apply(Iterable<T> content) {
      return Collections.unmodifiableList(
          content instanceof List<T> list && content instanceof RandomAccess
              ? list
              : Lists.newArrayList(content));
    }
  }
}
