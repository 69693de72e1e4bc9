package io.millrace.runners.core.panes;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of one key and window are kept: as they are, or combined.
 *
 * @param <InputT> the elements
 * @param <ContentT> what is kept of them
 */
public interface Contents<InputT extends @Nullable Object, ContentT extends @Nullable Object> {

  /** What is kept of no elements. Not shared. */
  ContentT create();

  /** Adds an element; may change and return {@code content}. */
  ContentT add(ContentT content, InputT element);

  /** Adds what was kept for another window and is not any more; may change and return either. */
  ContentT merge(ContentT content, ContentT other);

  /**
   * Adds what was kept elsewhere and stays there, unchanged and independent of the result; may
   * change and return {@code content}.
   */
  ContentT include(ContentT content, ContentT kept);

  /** The same element, to be added once more. */
  InputT again(InputT element);

  /**
   * Whether a content is about as small for many elements as for few. Only then is it worth keeping
   * contents of several slices together besides those of each.
   */
  boolean isSmall();

  /**
   * What a pane holds.
   *
   * @param keeps whether {@code content} will be used afterwards: it must not change now, nor the
   *     result with it
   */
  @Nullable Object emit(ContentT content, boolean keeps);

  /**
   * Writes a content.
   *
   * @throws IOException if a coder fails
   */
  void save(ContentT content, EncodeBuffer out) throws IOException;

  /**
   * Reads a content that was saved. Not shared.
   *
   * @throws IOException if the bytes are not those of a content
   */
  ContentT load(DecodeBuffer in) throws IOException;
}
