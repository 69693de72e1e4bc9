package io.millrace.runners.core.state;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A list that is never changed, seen through a function. */
record MappedIterable<A extends @Nullable Object, B extends @Nullable Object>(
    List<A> list, Function<A, B> function) implements Iterable<B> {

  @Override
  public Iterator<B> iterator() {
    Iterator<A> iterator = list.iterator();
    return new Iterator<B>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public B next() {
        return function.apply(iterator.next());
      }
    };
  }
}
