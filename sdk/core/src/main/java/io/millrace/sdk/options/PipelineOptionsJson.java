package io.millrace.sdk.options;

/**
 * Options as JSON, the form in which they travel: {@code {"options": {"jobName": "words", ...}}}.
 *
 * <p>The object holds what was set, and those defaults that a factory has computed already, so that
 * they mean the same at the other end. Durations and instants are ISO-8601 text, classes are their
 * names. Options that no interface has claimed yet pass through unchanged. A getter with Jackson's
 * {@code @JsonIgnore} keeps its option at home.
 */
public final class PipelineOptionsJson {
  private PipelineOptionsJson() {}

  /**
   * The options as a JSON object, names in natural order.
   *
   * @throws InvalidOptionException if a value has no JSON form; the message names its option
   */
  public static String toJson(PipelineOptions options) {
    return OptionJson.write(OptionValues.of(options));
  }

  /**
   * New options with these values. Whether a value fits its option's type is seen when it is first
   * read.
   *
   * @throws InvalidOptionException if the text is no JSON object of that form
   */
  public static PipelineOptions fromJson(String json) {
    OptionValues values = new OptionValues(OptionSchema.EMPTY);
    OptionJson.read(json, values);
    return values.as(PipelineOptions.class);
  }
}
