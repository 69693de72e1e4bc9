package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a DoFn class asks for: its methods and what they take. Immutable and thread-safe; made by
 * {@link DoFnSignatures}, which has checked all that can be checked without knowing the input.
 *
 * @param fnClass the function's class
 * @param processElement the method that is called for each element
 * @param setup null if there is none, as with the next three
 * @param onTimer the methods that are called when a timer fires, by its id; one for each
 * @param onTimerFamily those that are called when a timer of a family fires, by the family's id
 * @param onWindowExpiration the method that is called when a window expires; null if there is none
 * @param requiresStableInput whether elements must not differ when a bundle is tried again
 * @param requiresTimeSortedInput whether elements must come in order of time, per key
 * @param declarations state and timers
 * @param splittable what it has besides if it is splittable; null if it is not
 */
public record DoFnSignature(
    Class<?> fnClass,
    DoFnMethod processElement,
    @Nullable DoFnMethod setup,
    @Nullable DoFnMethod startBundle,
    @Nullable DoFnMethod finishBundle,
    @Nullable DoFnMethod teardown,
    SortedMap<String, DoFnMethod> onTimer,
    SortedMap<String, DoFnMethod> onTimerFamily,
    @Nullable DoFnMethod onWindowExpiration,
    boolean requiresStableInput,
    boolean requiresTimeSortedInput,
    StateDeclarations declarations,
    @Nullable SplittableSignature splittable) {

  public DoFnSignature {
    onTimer = Collections.unmodifiableSortedMap(new TreeMap<>(onTimer));
    onTimerFamily = Collections.unmodifiableSortedMap(new TreeMap<>(onTimerFamily));
  }

  /** Whether the function declares state. */
  public boolean usesState() {
    return !declarations.states().isEmpty();
  }

  /** Whether the function declares timers. */
  public boolean usesTimers() {
    return !declarations.timers().isEmpty() || !declarations.timerFamilies().isEmpty();
  }

  /**
   * Whether something is kept for each key and window: state, timers, that a window is to expire,
   * or elements that wait for their turn.
   */
  public boolean isStateful() {
    return usesState() || usesTimers() || onWindowExpiration != null || requiresTimeSortedInput;
  }

  /** Whether the function sees windows, so that an element in several is processed in each. */
  public boolean observesWindow() {
    return dataMethods().stream().anyMatch(method -> method.has(Parameter.Window.class))
        || isStateful();
  }

  /** Whether the work on an element can be split. */
  public boolean isSplittable() {
    return splittable != null;
  }

  /** Whether what the function gives for an element may be without end. */
  public boolean isUnboundedPerElement() {
    return splittable != null && splittable.isBoundedPerElement() == IsBounded.UNBOUNDED;
  }

  /** The methods that are called for elements, timers and windows. */
  List<DoFnMethod> dataMethods() {
    List<DoFnMethod> methods = new ArrayList<>();
    methods.add(processElement);
    methods.addAll(onTimer.values());
    methods.addAll(onTimerFamily.values());
    if (onWindowExpiration != null) {
      methods.add(onWindowExpiration);
    }
    if (splittable != null) {
      methods.addAll(splittable.dataMethods());
    }
    return methods;
  }

  /**
   * Checks that the function fits its inputs.
   *
   * @param sideInputs by the tags that the function's {@link DoFn.SideInput} parameters name
   * @throws IllegalArgumentException if it does not; the message names function, method or field,
   *     and what to do
   */
  public void verifyInput(PCollection<?> input, Map<String, PCollectionView<?>> sideInputs) {
    for (DoFnMethod method : dataMethods()) {
      new InputVerifier(fnClass, method.method(), input, sideInputs).verify(method.parameters());
    }
    if (isStateful()) {
      KeyedInput.verify(this, input);
    }
  }

  /**
   * The state that a function declares, by id, with all coders: those given, and for the others
   * what the registry of the input's pipeline infers from the types of the fields and from the
   * coder of the input.
   *
   * @throws IllegalArgumentException if a coder cannot be inferred, or is not deterministic where
   *     it must be; the message names function, field and what to do
   */
  public SortedMap<String, StateSpec<?>> stateSpecs(DoFn<?, ?> fn, PCollection<?> input) {
    SortedMap<String, StateSpec<?>> specs = new TreeMap<>();
    declarations
        .states()
        .forEach((id, state) -> specs.put(id, StateCoders.complete(state, fn, input)));
    return specs;
  }

  /** The timers and timer families that a function declares, by id. */
  public SortedMap<String, TimerSpec> timerSpecs(DoFn<?, ?> fn) {
    SortedMap<String, TimerSpec> specs = new TreeMap<>();
    declarations.timers().forEach((id, timer) -> specs.put(id, timer.spec(fn)));
    declarations.timerFamilies().forEach((id, family) -> specs.put(id, family.spec(fn)));
    return specs;
  }
}
