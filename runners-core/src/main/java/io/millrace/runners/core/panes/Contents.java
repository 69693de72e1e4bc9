package io.millrace.runners.core.panes;

import org.jspecify.annotations.Nullable;

/**
 * How the elements of one key and window are kept: as they are, or combined.
 *
 * @param <InputT> the elements
 * @param <ContentT> what is kept of them
 */
public interface Contents<InputT extends @Nullable Object, ContentT> {

  /** What is kept of no elements. Not shared. */
  ContentT create();

  /** Adds an element; may change and return {@code content}. */
  ContentT add(ContentT content, InputT element);

  /** Adds what was kept for another window; may change and return {@code content}. */
  ContentT merge(ContentT content, ContentT other);

  /**
   * What a pane holds.
   *
   * @param keeps whether {@code content} will be added to afterwards: the result must not change
   *     with it
   */
  @Nullable Object emit(ContentT content, boolean keeps);
}
