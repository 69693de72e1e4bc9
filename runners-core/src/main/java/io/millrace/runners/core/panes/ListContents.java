package io.millrace.runners.core.panes;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the elements themselves, for GroupByKey. */
public final class ListContents<T extends @Nullable Object> implements Contents<T, List<T>> {

  private final Coder<T> coder;

  /** Keeps elements of a coder in the order in which they came. */
  public ListContents(Coder<T> coder) {
    this.coder = coder;
  }

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

  @Override
  public void save(List<T> content, EncodeBuffer out) throws IOException {
    out.writeVarLong(content.size());
    for (T element : content) {
      coder.encode(element, out);
    }
  }

  @Override
  public List<T> load(DecodeBuffer in) throws IOException {
    List<T> content = create();
    for (long left = in.readVarLong(); left > 0; left--) {
      content.add(coder.decode(in));
    }
    return content;
  }
}
