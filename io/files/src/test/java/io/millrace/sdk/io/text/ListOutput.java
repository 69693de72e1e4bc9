package io.millrace.sdk.io.text;

import io.millrace.sdk.io.source.SourceOutput;
import java.util.List;

/** Collects what a reader gives. */
record ListOutput(List<String> lines) implements SourceOutput<String> {

  @Override
  public void output(String element) {
    lines.add(element);
  }

  @Override
  public void output(String element, long timestampMillis) {
    throw new AssertionError("lines have no time of their own: " + element);
  }
}
