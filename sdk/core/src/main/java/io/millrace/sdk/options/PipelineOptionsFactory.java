package io.millrace.sdk.options;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link PipelineOptions}, from a command line or from nothing.
 *
 * <p>A command line is a sequence of {@code --name=value}. A boolean may be {@code --name} alone.
 * Lists, sets and arrays are given as {@code --name=a,b}, as a JSON array, or by repeating the
 * option. Durations are {@code 10s}, {@code 500ms}, {@code 1h30m} or ISO-8601, instants ISO-8601,
 * enum constants their names in any case, classes their full names; everything else is JSON.
 *
 * <p>All methods are thread-safe; builders are immutable.
 */
public final class PipelineOptionsFactory {
  private PipelineOptionsFactory() {}

  /** Options of which nothing is set. */
  public static PipelineOptions create() {
    return new Builder(List.of(), false, true).as(PipelineOptions.class);
  }

  /**
   * Options of which nothing is set, seen through an interface.
   *
   * @throws InvalidOptionException if the interface is malformed
   */
  public static <T extends PipelineOptions> T as(Class<T> klass) {
    return new Builder(List.of(), false, true).as(klass);
  }

  /** Begins options from a command line. */
  public static Builder fromArgs(String... args) {
    return new Builder(List.of(), false, true).fromArgs(args);
  }

  /** Begins options that will be validated. */
  public static Builder withValidation() {
    return new Builder(List.of(), true, true);
  }

  /** What is known of options to be made. Immutable. */
  public static final class Builder {
    private final List<String> args;
    private final boolean validation;
    private final boolean strictParsing;

    private Builder(List<String> args, boolean validation, boolean strictParsing) {
      this.args = args;
      this.validation = validation;
      this.strictParsing = strictParsing;
    }

    /** With these arguments, in place of earlier ones. */
    public Builder fromArgs(String... args) {
      return new Builder(List.of(args), validation, strictParsing);
    }

    /** With a check that all required options are given. */
    public Builder withValidation() {
      return new Builder(args, true, strictParsing);
    }

    /** With arguments that are wrong or unknown logged and left out. By default they are errors. */
    public Builder withoutStrictParsing() {
      return new Builder(args, validation, false);
    }

    /**
     * The options.
     *
     * @throws InvalidOptionException if anything is wrong with them
     */
    public PipelineOptions create() {
      return as(PipelineOptions.class);
    }

    /**
     * The options, seen through an interface. Its own options are known to the command line besides
     * the registered ones.
     *
     * <p>If the command line asks for {@code --help}, or {@code --help=} the simple name of an
     * interface, the help is printed and the program ends with exit code 0, unless {@link
     * PipelineOptionsFactory#onHelp} says otherwise.
     *
     * @throws InvalidOptionException if anything is wrong with the options or the interface
     */
    public <T extends PipelineOptions> T as(Class<T> klass) {
      OptionInterface declared = OptionInterface.of(klass);
      CommandLine commandLine = new CommandLine(args);
      if (commandLine.asksForHelp()) {
        throw HelpExit.answer(new HelpRequestedException(help(klass, commandLine.helpTopic())));
      }
      // without arguments nobody needs to know what others have registered
      OptionSchema schema =
          (commandLine.isEmpty() ? OptionSchema.EMPTY : OptionRegistry.get().schema())
              .with(declared);
      OptionValues values = new OptionValues(schema);
      values.setDefault("appName", callerName());
      commandLine.apply(schema, values, strictParsing);
      T options = values.as(klass);
      return validation ? PipelineOptionsValidator.validateCli(klass, options) : options;
    }

    @Override
    public String toString() {
      return "PipelineOptionsFactory.fromArgs(" + String.join(" ", args) + ")";
    }
  }

  /**
   * Makes the options of an interface known to every command line. Libraries use a {@link
   * PipelineOptionsRegistrar} instead.
   *
   * @throws InvalidOptionException if the interface is malformed, or at odds with a registered one
   */
  public static void register(Class<? extends PipelineOptions> iface) {
    OptionRegistry.get().register(Objects.requireNonNull(iface, "iface"));
  }

  /** The interfaces whose options every command line knows. */
  public static Set<Class<? extends PipelineOptions>> getRegisteredOptions() {
    return OptionRegistry.get().registered();
  }

  /** Prints help on all registered options. */
  public static void printHelp(PrintStream out) {
    out.print(OptionHelp.of(byName(getRegisteredOptions())));
  }

  /** Prints help on the options of an interface and of those that it extends. */
  public static void printHelp(PrintStream out, Class<? extends PipelineOptions> iface) {
    out.print(OptionHelp.of(List.of(iface)));
  }

  /**
   * Replaces, for the whole program, what is done when a command line asks for help: print it and
   * exit. For shells that run a program's {@code main} within their own process. If the handler
   * returns, the exception is thrown to whoever asked for the options.
   */
  public static void onHelp(Consumer<HelpRequestedException> handler) {
    HelpExit.replace(Objects.requireNonNull(handler, "handler"));
  }

  private static String help(Class<? extends PipelineOptions> asked, @Nullable String topic) {
    Set<Class<? extends PipelineOptions>> known = new LinkedHashSet<>();
    known.add(asked);
    known.addAll(byName(getRegisteredOptions()));
    if (topic == null) {
      return OptionHelp.of(known);
    }
    List<Class<? extends PipelineOptions>> matches =
        known.stream()
            .filter(c -> c.getSimpleName().equals(topic) || c.getName().equals(topic))
            .toList();
    if (matches.isEmpty()) {
      List<String> names = known.stream().<String>map(Class::getSimpleName).sorted().toList();
      String suggestion = Suggestion.nearest(topic, names);
      throw new InvalidOptionException(
          "--help=%s: there is no such group of options%s"
              .formatted(
                  topic,
                  suggestion == null
                      ? "; there are " + String.join(", ", names)
                      : ": did you mean --help=" + suggestion + "?"));
    }
    return OptionHelp.of(matches);
  }

  private static List<Class<? extends PipelineOptions>> byName(
      Set<Class<? extends PipelineOptions>> interfaces) {
    Map<String, Class<? extends PipelineOptions>> sorted = new TreeMap<>();
    interfaces.forEach(type -> sorted.put(type.getSimpleName() + " " + type.getName(), type));
    return new ArrayList<>(sorted.values());
  }

  /** The simple name of the outermost class that called this one. */
  private static String callerName() {
    Set<String> own =
        Set.copyOf(Arrays.asList(PipelineOptionsFactory.class.getName(), Builder.class.getName()));
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .map(StackWalker.StackFrame::getClassName)
                    .filter(name -> !own.contains(name))
                    .findFirst()
                    .map(name -> name.substring(name.lastIndexOf('.') + 1))
                    .map(
                        name -> name.indexOf('$') > 0 ? name.substring(0, name.indexOf('$')) : name)
                    .orElse("millrace"));
  }
}
