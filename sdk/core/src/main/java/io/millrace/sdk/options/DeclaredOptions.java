package io.millrace.sdk.options;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** The options that some interfaces declare, without those that they inherit. Immutable. */
public final class DeclaredOptions {

  private final Collection<Class<? extends PipelineOptions>> interfaces;

  private DeclaredOptions(Collection<Class<? extends PipelineOptions>> interfaces) {
    this.interfaces = interfaces;
  }

  /** The options of these interfaces. */
  public static DeclaredOptions of(Collection<Class<? extends PipelineOptions>> interfaces) {
    return new DeclaredOptions(List.copyOf(interfaces));
  }

  /** Their names, without dashes. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (Class<? extends PipelineOptions> type : interfaces) {
      for (OptionProperty property : OptionInterface.of(type).properties()) {
        if (property.declaredBy() == type) {
          names.add(property.name());
        }
      }
    }
    return names;
  }

  /** The names of those that are set in some options, and have another value in others. */
  public SortedSet<String> setOtherwise(PipelineOptions options, PipelineOptions others) {
    OptionValues values = OptionValues.of(options);
    OptionValues otherValues = OptionValues.of(others);
    SortedSet<String> found = new TreeSet<>();
    for (Class<? extends PipelineOptions> type : interfaces) {
      for (OptionProperty property : OptionInterface.of(type).properties()) {
        if (property.declaredBy() == type
            && values.isSet(property.name())
            && !Objects.deepEquals(values.get(property), otherValues.get(property))) {
          found.add(property.name());
        }
      }
    }
    return found;
  }
}
