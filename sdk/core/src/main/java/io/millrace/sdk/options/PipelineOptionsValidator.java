package io.millrace.sdk.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks that required options have values. */
public final class PipelineOptionsValidator {
  private PipelineOptionsValidator() {}

  /**
   * Checks the required options of an interface and of those that it extends, and returns the
   * options seen through it.
   *
   * @throws InvalidOptionException if any lacks; the message names each with its description
   */
  public static <T extends PipelineOptions> T validate(Class<T> klass, PipelineOptions options) {
    return validate(klass, options, "Set it by its setter or");
  }

  /** The same as {@link #validate} in words for the person at a command line. */
  public static <T extends PipelineOptions> T validateCli(Class<T> klass, PipelineOptions options) {
    return validate(klass, options, "Give it");
  }

  private static <T extends PipelineOptions> T validate(
      Class<T> klass, PipelineOptions options, String advice) {
    OptionValues values = OptionValues.of(options);
    T view = values.as(klass);
    List<String> problems = new ArrayList<>();
    Map<String, List<OptionProperty>> groups = new TreeMap<>();
    for (OptionProperty property : OptionInterface.of(klass).properties()) {
      Validation.Required required = property.annotation(Validation.Required.class);
      if (required == null) {
        continue;
      }
      for (String group : required.groups()) {
        groups.computeIfAbsent(group, g -> new ArrayList<>()).add(property);
      }
      if (required.groups().length == 0 && values.get(property) == null) {
        problems.add(
            "Missing required option %s. %s as %s=VALUE."
                .formatted(described(property), advice, property.flag()));
      }
    }
    groups.forEach(
        (group, members) -> {
          if (members.stream().allMatch(member -> values.get(member) == null)) {
            problems.add(
                "Missing one of the options of group '%s': %s. At least one is required."
                    .formatted(
                        group,
                        members.stream()
                            .map(PipelineOptionsValidator::described)
                            .collect(Collectors.joining("; "))));
          }
        });
    if (!problems.isEmpty()) {
      throw new InvalidOptionException(String.join("\n", problems));
    }
    return view;
  }

  private static String described(OptionProperty property) {
    return property.description().isEmpty()
        ? property.flag()
        : property.flag() + " (" + property.description() + ")";
  }
}
