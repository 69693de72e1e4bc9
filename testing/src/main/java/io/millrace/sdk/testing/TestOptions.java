package io.millrace.sdk.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.PipelineOptionsJson;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the options of a test come from. */
final class TestOptions {

  private static final String STRICT_CHECKS = "strictChecks";
  private static final String TRACE_WINDOWS = "traceWindows";

  private TestOptions() {}

  /**
   * The options that flags give.
   *
   * @param jsonFlags a JSON array of strings; null for no flags
   * @param origin where that is from, for messages
   * @throws IllegalArgumentException if it is none
   */
  static PipelineOptions fromFlags(@Nullable String jsonFlags, String origin) {
    if (jsonFlags == null || jsonFlags.isBlank()) {
      return PipelineOptionsFactory.create();
    }
    try {
      List<String> flags =
          new ObjectMapper().readValue(jsonFlags, new TypeReference<List<String>>() {});
      return PipelineOptionsFactory.fromArgs(flags.toArray(String[]::new)).create();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s is not a JSON array of flags, such as [\"--runner=direct\", \"--seed=7\"]: %s",
              origin, jsonFlags),
          e);
    }
  }

  /**
   * The same options, with strict checks and notes of windows unless something was said of them.
   */
  static PipelineOptions strictUnlessSaid(PipelineOptions options) {
    TestPipelineOptions test = options.as(TestPipelineOptions.class);
    if (!isSaid(options, STRICT_CHECKS)) {
      test.setStrictChecks(true);
    }
    if (!isSaid(options, TRACE_WINDOWS)) {
      test.setTraceWindows(true);
    }
    return options;
  }

  private static boolean isSaid(PipelineOptions options, String name) {
    return DisplayData.from(options).items().stream().anyMatch(item -> item.getKey().equals(name));
  }

  /**
   * A copy of options with what flags say in place of what was set.
   *
   * @throws io.millrace.sdk.options.InvalidOptionException if anything is wrong with the flags
   */
  static PipelineOptions with(PipelineOptions options, List<String> flags) {
    PipelineOptions added = PipelineOptionsFactory.fromArgs(flags.toArray(String[]::new)).create();
    try {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode all = (ObjectNode) mapper.readTree(PipelineOptionsJson.toJson(options));
      ObjectNode more = (ObjectNode) mapper.readTree(PipelineOptionsJson.toJson(added));
      for (String flag : flags) {
        // what the flags do not name are defaults, which must not win
        String name = flag.replaceFirst("^--", "").replaceFirst("=.*$", "");
        all.withObject("/options").set(name, more.path("options").get(name));
      }
      return PipelineOptionsJson.fromJson(mapper.writeValueAsString(all));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
