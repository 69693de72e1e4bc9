package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a DoFn class asks for: its methods and what they take. Immutable and thread-safe; made by
 * {@link DoFnSignatures}, which has checked all that can be checked without knowing the input.
 *
 * @param fnClass the function's class
 * @param processElement the method that is called for each element
 * @param setup null if there is none, as with the next three
 * @param requiresStableInput whether elements must not differ when a bundle is tried again
 * @param requiresTimeSortedInput whether elements must come in order of time, per key
 * @param declarations state and timers
 */
public record DoFnSignature(
    Class<?> fnClass,
    DoFnMethod processElement,
    @Nullable DoFnMethod setup,
    @Nullable DoFnMethod startBundle,
    @Nullable DoFnMethod finishBundle,
    @Nullable DoFnMethod teardown,
    boolean requiresStableInput,
    boolean requiresTimeSortedInput,
    StateDeclarations declarations) {

  /** Whether the function declares state. */
  public boolean usesState() {
    return !declarations.states().isEmpty();
  }

  /** Whether the function declares timers. */
  public boolean usesTimers() {
    return !declarations.timers().isEmpty() || !declarations.timerFamilies().isEmpty();
  }

  /** Whether the function sees windows, so that an element in several is processed in each. */
  public boolean observesWindow() {
    return processElement.has(Parameter.Window.class) || usesState() || usesTimers();
  }

  /**
   * Checks that the function fits its inputs.
   *
   * @param sideInputs by the tags that the function's {@link DoFn.SideInput} parameters name
   * @throws IllegalArgumentException if it does not; the message names function, method, parameter
   *     and what to do
   */
  public void verifyInput(PCollection<?> input, Map<String, PCollectionView<?>> sideInputs) {
    List<Parameter> parameters = processElement.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      if (parameter instanceof Parameter.Element element) {
        verifyElement(i, element.type(), input);
      } else if (parameter instanceof Parameter.Key key) {
        verifyKey(i, key.type(), input);
      } else if (parameter instanceof Parameter.SideInput sideInput) {
        verifySideInput(i, sideInput.tag(), sideInputs);
      } else if (parameter instanceof Parameter.Window window) {
        verifyWindow(i, window.type(), input);
      }
    }
  }

  private void verifyElement(int index, TypeDescriptor<?> type, PCollection<?> input) {
    TypeDescriptor<?> given = input.getTypeDescriptor();
    if (given != null && !TypeMatch.accepts(type, given)) {
      throw error(index)
          .says(
              "takes elements of type %s, but elements of the input are of type %s: change the type"
                  + " of the parameter, or convert the elements before (MapElements)",
              type, given);
    }
  }

  private void verifyKey(int index, TypeDescriptor<?> type, PCollection<?> input) {
    TypeDescriptor<?> given = input.getTypeDescriptor();
    if (given == null || given.getType() instanceof java.lang.reflect.TypeVariable<?>) {
      return;
    }
    if (given.getRawType() != KV.class) {
      throw error(index)
          .says(
              "takes the key, but elements of the input are of type %s: give them keys (WithKeys),"
                  + " or take the whole element with @Element",
              given);
    }
    TypeDescriptor<?> key = given.resolveType(keyVariable());
    if (!TypeMatch.accepts(type, key)) {
      throw error(index)
          .says(
              "takes keys of type %s, but keys of the input are of type %s: change the type of the"
                  + " parameter, or convert the keys before (MapElements)",
              type, key);
    }
  }

  private static Type keyVariable() {
    return KV.class.getTypeParameters()[0];
  }

  private void verifySideInput(int index, String tag, Map<String, PCollectionView<?>> sideInputs) {
    if (!sideInputs.containsKey(tag)) {
      throw error(index)
          .says(
              "takes the side input \"%s\", but the side inputs given are %s: add"
                  + " .withSideInput(\"%s\", view) to ParDo.of(...)",
              tag, sideInputs.keySet(), tag);
    }
  }

  private void verifyWindow(int index, Class<? extends BoundedWindow> type, PCollection<?> input) {
    TypeDescriptor<?> given = input.getWindowingStrategy().getWindowFn().getWindowTypeDescriptor();
    boolean known = !given.hasUnresolvedParameters();
    if (known && !type.isAssignableFrom(given.getRawType())) {
      throw error(index)
          .says(
              "takes windows of type %s, but the input is in windows of type %s: take %s or"
                  + " BoundedWindow, or apply Window.into(...) before",
              type.getName(), given, given.getRawType().getSimpleName());
    }
  }

  private MethodError error(int parameter) {
    return MethodError.of(fnClass, processElement.method(), parameter);
  }
}
