package io.millrace.sdk.graph;

/** The URNs of the portable model that this version writes and reads. */
public final class Urns {

  private Urns() {}

  public static final String IMPULSE = "millrace:transform:impulse:v1";
  public static final String READ = "millrace:transform:read:v1";
  public static final String PAR_DO = "millrace:transform:pardo:v1";
  public static final String GROUP_BY_KEY = "millrace:transform:group_by_key:v1";
  public static final String COMBINE_PER_KEY = "millrace:transform:combine_per_key:v1";
  public static final String FLATTEN = "millrace:transform:flatten:v1";
  public static final String ASSIGN_WINDOWS = "millrace:transform:assign_windows:v1";
  public static final String REDISTRIBUTE = "millrace:transform:redistribute:v1";
  public static final String SINK_WRITE = "millrace:transform:sink_write:v1";
  public static final String SINK_COMMIT = "millrace:transform:sink_commit:v1";

  public static final String JAVA_DO_FN = "millrace:dofn:java_serialized:v1";
  public static final String JAVA_COMBINE_FN = "millrace:combine_fn:java_serialized:v1";
  public static final String JAVA_SOURCE = "millrace:source:java_serialized:v1";
  public static final String JAVA_SINK = "millrace:sink:java_serialized:v1";
  public static final String JAVA_VIEW_FN = "millrace:view_fn:java_serialized:v1";
  public static final String JAVA_WINDOW_MAPPING_FN =
      "millrace:window_mapping_fn:java_serialized:v1";

  public static final String ITERABLE_SIDE_INPUT = "millrace:side_input:iterable:v1";

  public static final String JAVA_IN_PROCESS = "millrace:environment:java_in_process:v1";
}
