package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.Field;

/**
 * A state that a DoFn class declares.
 *
 * @param fnClass the function's class
 * @param id the name of the state within the function
 * @param field the final field that holds its {@link StateSpec}
 * @param type the state that the field's type names, resolved as far as the function's class tells
 * @param alwaysFetched whether it is read in each call of each method that takes it
 */
public record StateDeclaration(
    Class<?> fnClass, String id, Field field, TypeDescriptor<?> type, boolean alwaysFetched) {

  /**
   * The specification that a function has, as it was given: coders may be missing.
   *
   * @throws IllegalArgumentException if it has none or that of another kind of state
   */
  public StateSpec<?> spec(DoFn<?, ?> fn) {
    StateSpec<?> spec = FieldValue.of(fn, field, StateSpec.class);
    if (spec.getKind().stateType() != type.getRawType()) {
      throw MethodError.of(fnClass, field)
          .says(
              "is declared as StateSpec<%s>, but holds the specification of a %s: make them agree",
              type, spec.getKind().stateType().getSimpleName());
    }
    return spec;
  }
}
