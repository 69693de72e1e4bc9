package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.transforms.DoFn;
import java.lang.reflect.Field;

/**
 * A timer, or a family of timers, that a DoFn class declares.
 *
 * @param id the name of the timer or family within the function
 * @param field the final field that holds its {@link TimerSpec}
 */
public record TimerDeclaration(String id, Field field) {

  /**
   * The specification that a function has.
   *
   * @throws IllegalArgumentException if it has none
   */
  public TimerSpec spec(DoFn<?, ?> fn) {
    return FieldValue.of(fn, field, TimerSpec.class);
  }
}
