package io.millrace.sdk.options;

import io.millrace.sdk.PipelineRunner;
import io.millrace.sdk.runners.PipelineRunnerRegistrar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The runners on the class path, by their short names. */
final class Runners {
  private Runners() {}

  /** The only runner there is, or else the direct runner. */
  static Class<? extends PipelineRunner<?>> defaultRunner() {
    List<Class<? extends PipelineRunner<?>>> known = known();
    if (known.size() == 1) {
      return known.get(0);
    }
    List<Class<? extends PipelineRunner<?>>> direct = named(known, "direct");
    if (direct.size() == 1) {
      return direct.get(0);
    }
    throw new InvalidOptionException(
        known.isEmpty()
            ? "There is no runner on the class path. Add one, for instance the library"
                + " io.millrace:millrace-runners-direct, or name its class by --runner."
            : "Choose a runner by --runner: " + names(known));
  }

  /**
   * The runner of a name: simple, with or without "Runner" at its end and in any case, or full.
   *
   * @throws InvalidOptionException if there is none, or more than one
   */
  static Class<? extends PipelineRunner<?>> find(String name) {
    List<Class<? extends PipelineRunner<?>>> known = known();
    List<Class<? extends PipelineRunner<?>>> found = named(known, name);
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.size() > 1) {
      throw new InvalidOptionException(
          "--runner="
              + name
              + " is ambiguous; give the full name: "
              + found.stream().map(Class::getName).collect(Collectors.joining(", ")));
    }
    Class<?> byFullName = OptionText.classOrNull(name);
    if (byFullName != null && PipelineRunner.class.isAssignableFrom(byFullName)) {
      @SuppressWarnings("unchecked")
      Class<? extends PipelineRunner<?>> runner = (Class<? extends PipelineRunner<?>>) byFullName;
      return runner;
    }
    if (byFullName != null) {
      throw new InvalidOptionException(
          "--runner=" + name + " is not valid: that class is not a PipelineRunner");
    }
    throw new InvalidOptionException(
        "--runner="
            + name
            + " is not valid: no such runner on the class path. "
            + (known.isEmpty() ? "There is none" : "There is " + names(known))
            + "; any other is given by the full name of its class.");
  }

  private static List<Class<? extends PipelineRunner<?>>> named(
      List<Class<? extends PipelineRunner<?>>> runners, String name) {
    String wanted = shortened(name);
    return runners.stream().filter(r -> shortened(r.getSimpleName()).equals(wanted)).toList();
  }

  private static String shortened(String simpleName) {
    String lower = simpleName.toLowerCase(Locale.ROOT);
    return lower.endsWith("runner") && lower.length() > 6
        ? lower.substring(0, lower.length() - 6)
        : lower;
  }

  private static String names(List<Class<? extends PipelineRunner<?>>> runners) {
    return runners.stream().map(Class::getSimpleName).collect(Collectors.joining(", "));
  }

  /** In the order of their full names. */
  private static List<Class<? extends PipelineRunner<?>>> known() {
    TreeMap<String, Class<? extends PipelineRunner<?>>> known = new TreeMap<>();
    for (PipelineRunnerRegistrar registrar : load(PipelineRunnerRegistrar.class)) {
      registrar.getPipelineRunners().forEach(runner -> known.putIfAbsent(runner.getName(), runner));
    }
    return new ArrayList<>(known.values());
  }

  /** Services that the calling thread's class loader sees, or else this class's own. */
  static <S> ServiceLoader<S> load(Class<S> service) {
    @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
    return ServiceLoader.load(service, context != null ? context : Runners.class.getClassLoader());
  }
}
