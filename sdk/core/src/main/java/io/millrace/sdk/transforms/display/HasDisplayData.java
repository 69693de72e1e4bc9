package io.millrace.sdk.transforms.display;

/** Something that can describe its configuration to people. */
public interface HasDisplayData {
  /**
   * Registers what this object has to say. Called while the pipeline is translated; not to be
   * called by users, who ask {@link DisplayData#from(HasDisplayData)}.
   */
  void populateDisplayData(DisplayData.Builder builder);
}
