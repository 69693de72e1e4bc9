package io.millrace.sdk.coders;

import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.util.List;

/**
 * What is known of a Java record: its components by name, type and coder, in their order.
 *
 * <p>The record's coder is made of it, and so is everything else that looks at a record as a row of
 * named fields. Immutable.
 *
 * @param type the record's type, with its type arguments
 */
public record RecordDescription(TypeDescriptor<?> type, List<Component> components)
    implements Serializable {

  /**
   * One component.
   *
   * @param type its type with the record's type arguments filled in; primitive types are boxed
   * @param nullable whether it may be null, that is whether it is annotated {@code @Nullable}
   * @param coder a coder of {@code type} that takes null if {@code nullable}
   */
  public record Component(String name, TypeDescriptor<?> type, boolean nullable, Coder<?> coder)
      implements Serializable {}

  public RecordDescription {
    components = List.copyOf(components);
    if (!type.getRawType().isRecord()) {
      throw new IllegalArgumentException(type + " is no record");
    }
  }

  /** The record's class. */
  public Class<?> recordClass() {
    return type.getRawType();
  }
}
