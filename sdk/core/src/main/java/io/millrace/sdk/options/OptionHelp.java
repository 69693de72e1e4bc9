package io.millrace.sdk.options;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes the help on options: a group for each interface, descriptions in one column. */
final class OptionHelp {
  private static final int WIDTH = 100;
  private static final int MAX_FLAG_WIDTH = 30;

  private OptionHelp() {}

  /**
   * Help on the options of these interfaces and of all that they extend: those in the order given,
   * then the others by name. Hidden ones are left out.
   */
  static String of(Collection<? extends Class<? extends PipelineOptions>> interfaces) {
    Set<Class<?>> groups = new LinkedHashSet<>(interfaces);
    Map<String, Class<?>> inherited = new TreeMap<>();
    for (Class<?> each : interfaces) {
      OptionInterface.closure(each).forEach(parent -> inherited.put(parent.getName(), parent));
    }
    groups.addAll(inherited.values());

    Map<Class<?>, List<OptionProperty>> shown = new LinkedHashMap<>();
    int width = 0;
    for (Class<?> group : groups) {
      if (group.isAnnotationPresent(Hidden.class)) {
        continue;
      }
      for (OptionProperty property : OptionInterface.of(group).properties()) {
        if (property.declaredBy() == group && property.annotation(Hidden.class) == null) {
          shown.computeIfAbsent(group, g -> new ArrayList<>()).add(property);
          width = Math.max(width, Math.min(MAX_FLAG_WIDTH, usage(property).length()));
        }
      }
    }
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Class<?>, List<OptionProperty>> group : shown.entrySet()) {
      text.append(text.isEmpty() ? "" : "\n").append(title(group.getKey())).append('\n');
      for (OptionProperty property : group.getValue()) {
        append(text, property, width);
      }
    }
    return text.toString();
  }

  private static String title(Class<?> group) {
    Description description = group.getAnnotation(Description.class);
    return group.getSimpleName() + (description == null ? "" : ": " + description.value());
  }

  private static String usage(OptionProperty property) {
    return OptionTypes.isBoolean(property.type())
        ? property.flag() + "[=BOOLEAN]"
        : property.flag() + "=" + OptionTypes.placeholder(property.type());
  }

  private static void append(StringBuilder text, OptionProperty property, int width) {
    String indent = " ".repeat(width + 4);
    text.append("  ").append(usage(property));
    String details = details(property);
    if (details.isEmpty()) {
      text.append('\n');
      return;
    }
    int column = usage(property).length();
    if (column > width) {
      text.append('\n').append(indent);
    } else {
      text.append(" ".repeat(width + 2 - column));
    }
    List<String> lines = wrap(details, WIDTH - indent.length());
    text.append(String.join("\n" + indent, lines)).append('\n');
  }

  private static String details(OptionProperty property) {
    List<String> details = new ArrayList<>();
    if (!property.description().isEmpty()) {
      details.add(property.description());
    }
    Validation.Required required = property.annotation(Validation.Required.class);
    if (required != null) {
      details.add(
          required.groups().length == 0
              ? "Required."
              : "Required, unless another of "
                  + String.join(", ", required.groups())
                  + " is given.");
    }
    OptionDefault byDefault = property.defaultValue();
    // of a computed default the description, if there is one, tells more than its factory's name
    if (byDefault.constant() != null || (byDefault.factory() != null && details.isEmpty())) {
      details.add("Default: " + byDefault.text());
    }
    return String.join(" ", details);
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
