package io.millrace.sdk.coders;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A coder that is told by its class and its components: those make {@code equals}. */
public abstract class StructuredCoder<T extends @Nullable Object> extends Coder<T> {
  private static final long serialVersionUID = 1;

  protected StructuredCoder() {}

  @Override
  @SuppressWarnings("EqualsGetClass") // coders of different classes write different bytes
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other != null
            && other.getClass() == getClass()
            && getComponents().equals(((StructuredCoder<?>) other).getComponents()));
  }

  @Override
  public int hashCode() {
    return 31 * getClass().getName().hashCode() + getComponents().hashCode();
  }

  /** The class's simple name, and the components in parentheses if there are any. */
  @Override
  public String toString() {
    List<? extends Coder<?>> components = getComponents();
    String name = getClass().getSimpleName();
    if (components.isEmpty()) {
      return name;
    }
    StringJoiner joiner = new StringJoiner(", ", name + "(", ")");
    for (Coder<?> component : components) {
      joiner.add(component.toString());
    }
    return joiner.toString();
  }
}
