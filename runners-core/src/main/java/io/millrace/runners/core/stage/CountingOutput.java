package io.millrace.runners.core.stage;

import io.millrace.sdk.io.source.SourceOutput;
import org.jspecify.annotations.Nullable;

/** An output that knows how much went through it. */
interface CountingOutput extends SourceOutput<@Nullable Object> {

  /** How many elements there were since the last call. */
  int takeCount();
}
