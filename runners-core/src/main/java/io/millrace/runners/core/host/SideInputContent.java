package io.millrace.runners.core.host;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The elements of one window of a side input at one time, and the views that were made of them. */
public final class SideInputContent {

  private final List<@Nullable Object> elements;
  private final Map<ByteString, Optional<Object>> views = new ConcurrentHashMap<>();

  /**
   * A content without views yet. Thread-safe, if the elements are not changed any more.
   *
   * @param elements in no particular order
   */
  public SideInputContent(List<@Nullable Object> elements) {
    this.elements = Collections.unmodifiableList(elements);
  }

  /** The elements; not to be changed. */
  public List<@Nullable Object> elements() {
    return elements;
  }

  /**
   * The value of a view, made at the first call and then shared by all who read it.
   *
   * @param viewFn the serialised view function, which tells one view from another
   * @param make makes the value; what it throws is thrown, and it is asked again
   */
  public @Nullable Object view(
      ByteString viewFn, Function<List<@Nullable Object>, @Nullable Object> make) {
    return views
        .computeIfAbsent(viewFn, fn -> Optional.ofNullable(make.apply(elements)))
        .orElse(null);
  }
}
