package io.millrace.sdk.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The arguments of a command, taken apart into options and their texts. */
final class CommandLine {
  private static final String HELP = "help";

  private final Map<String, List<Argument>> byName = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** An argument; {@code value} is null if it has no '='. */
  private record Argument(String text, @Nullable String value) {}

  CommandLine(List<String> args) {
    for (String arg : args) {
      if (arg.isEmpty()) {
        continue;
      }
      if (!arg.startsWith("--") || arg.length() == 2 || arg.charAt(2) == '=') {
        problems.add("Unexpected argument '" + arg + "': options are written as --name=value");
        continue;
      }
      int equals = arg.indexOf('=');
      String name = arg.substring(2, equals < 0 ? arg.length() : equals);
      String value = equals < 0 ? null : arg.substring(equals + 1);
      byName.computeIfAbsent(name, n -> new ArrayList<>()).add(new Argument(arg, value));
    }
  }

  boolean isEmpty() {
    return byName.isEmpty() && problems.isEmpty();
  }

  /** Whether help is asked for, which makes everything else pointless. */
  boolean asksForHelp() {
    return byName.containsKey(HELP);
  }

  /** The interface on which help is asked for; null if on all. */
  @Nullable String helpTopic() {
    for (Argument argument : byName.getOrDefault(HELP, List.of())) {
      String value = argument.value();
      if (value != null && !value.isEmpty() && !value.equalsIgnoreCase("true")) {
        return value;
      }
    }
    return null;
  }

  /**
   * Sets the options that are given.
   *
   * @throws InvalidOptionException if anything is wrong and {@code strict}; all problems are told
   */
  void apply(OptionSchema schema, OptionValues values, boolean strict) {
    byName.forEach((name, given) -> apply(name, given, schema, values));
    if (problems.isEmpty()) {
      return;
    }
    if (strict) {
      throw new InvalidOptionException(String.join("\n", problems));
    }
    for (String problem : problems) {
      LoggerFactory.getLogger(PipelineOptionsFactory.class).warn("Ignored: {}", problem);
    }
  }

  private void apply(String name, List<Argument> given, OptionSchema schema, OptionValues values) {
    OptionProperty property = schema.find(name);
    if (property == null) {
      String suggestion = Suggestion.nearest(name, schema.names());
      problems.add(
          "Unknown option --"
              + name
              + (suggestion == null
                  ? "; --help lists all options"
                  : ": did you mean --" + suggestion + "?"));
      return;
    }
    List<String> texts = new ArrayList<>();
    for (Argument argument : given) {
      if (argument.value() != null) {
        texts.add(argument.value());
      } else if (OptionTypes.isBoolean(property.type())) {
        texts.add("true");
      } else {
        problems.add(
            "%s needs a value: write %s=VALUE, where VALUE is %s"
                .formatted(
                    property.flag(), property.flag(), OptionTypes.expectation(property.type())));
        return;
      }
    }
    try {
      values.set(name, OptionText.parse(property, texts));
    } catch (InvalidOptionException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
