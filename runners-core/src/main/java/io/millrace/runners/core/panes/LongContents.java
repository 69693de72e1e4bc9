package io.millrace.runners.core.panes;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Contents that are one {@code long} each. Kept in arrays where there are many for a key, and in
 * one of length 1 elsewhere.
 *
 * @param <InputT> the elements
 */
public interface LongContents<InputT extends @Nullable Object> extends Contents<InputT, long[]> {

  /** The content of no elements. */
  long initial();

  /** Adds an element. */
  long add(long content, InputT element);

  /** One content for two. */
  long merge(long content, long other);

  /** What a pane holds. */
  @Nullable Object emit(long content);

  @Override
  default long[] create() {
    return new long[] {initial()};
  }

  @Override
  default long[] add(long[] content, InputT element) {
    content[0] = add(content[0], element);
    return content;
  }

  @Override
  default long[] merge(long[] content, long[] other) {
    content[0] = merge(content[0], other[0]);
    return content;
  }

  @Override
  default long[] include(long[] content, long[] kept) {
    return merge(content, kept);
  }

  @Override
  default InputT again(InputT element) {
    return element;
  }

  @Override
  default boolean isSmall() {
    return true;
  }

  @Override
  default @Nullable Object emit(long[] content, boolean keeps) {
    return emit(content[0]);
  }

  @Override
  default void save(long[] content, EncodeBuffer out) {
    out.writeLong(content[0]);
  }

  @Override
  default long[] load(DecodeBuffer in) throws IOException {
    return new long[] {in.readLong()};
  }
}
