package io.millrace.sdk.options;

import org.jspecify.annotations.Nullable;

/** Options that name the program. */
@Hidden
public interface ApplicationNameOptions extends PipelineOptions {
  /** The program's name: unless set, the simple name of the class that made the options. */
  @Description("Name of the program; by default that of the class that made the options.")
  @Nullable String getAppName();

  /** Sets the program's name. */
  void setAppName(@Nullable String value);
}
