package io.millrace.runners.core.panes;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a window emitted.
 *
 * @param value what the content's {@link Contents#emit} gave
 * @param timestampMillis the event time of the output
 */
public record Pane<K extends @Nullable Object>(
    K key, @Nullable Object value, BoundedWindow window, long timestampMillis, PaneInfo info) {}
