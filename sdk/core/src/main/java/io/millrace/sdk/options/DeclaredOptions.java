package io.millrace.sdk.options;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The options that some interfaces declare, without those that they inherit. Immutable. */
public final class DeclaredOptions {

  private final List<OptionProperty> properties;

  private DeclaredOptions(List<OptionProperty> properties) {
    this.properties = properties;
  }

  /**
   * The options of these interfaces.
   *
   * @throws InvalidOptionException if one of them is malformed
   */
  public static DeclaredOptions of(Collection<Class<? extends PipelineOptions>> interfaces) {
    return new DeclaredOptions(
        interfaces.stream()
            .flatMap(
                type ->
                    OptionInterface.of(type).properties().stream()
                        .filter(property -> property.declaredBy() == type))
            .toList());
  }

  /** Their names, without dashes. */
  public SortedSet<String> names() {
    return names(property -> true);
  }

  /** The names of those that are set in some options, and have another value in others. */
  public SortedSet<String> setOtherwise(PipelineOptions options, PipelineOptions others) {
    OptionValues values = OptionValues.of(options);
    OptionValues otherValues = OptionValues.of(others);
    return names(
        property ->
            values.isSet(property.name())
                && !Objects.deepEquals(values.get(property), otherValues.get(property)));
  }

  private SortedSet<String> names(Predicate<OptionProperty> wanted) {
    return properties.stream()
        .filter(wanted)
        .map(OptionProperty::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
