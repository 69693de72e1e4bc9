package io.millrace.sdk.transforms.reflect;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.state.StateKind;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the coders of a state that were not given. */
final class StateCoders {

  private final StateDeclaration declaration;
  private final CoderRegistry registry;
  private final TypeDescriptor<?> inputType;
  private final Coder<?> inputCoder;

  private StateCoders(StateDeclaration declaration, DoFn<?, ?> fn, PCollection<?> input) {
    this.declaration = declaration;
    this.registry = input.getPipeline().getCoderRegistry();
    this.inputType = fn.getInputTypeDescriptor();
    this.inputCoder = input.getCoder();
  }

  /** The specification that a function has, with all coders. */
  static StateSpec<?> complete(StateDeclaration declaration, DoFn<?, ?> fn, PCollection<?> input) {
    StateSpec<?> spec = declaration.spec(fn);
    StateCoders inference = new StateCoders(declaration, fn, input);
    List<Coder<?>> coders = new ArrayList<>();
    for (int i = 0; i < spec.getCoders().size(); i++) {
      Coder<?> given = spec.getCoders().get(i);
      coders.add(given != null ? given : inference.coder(spec, i));
    }
    if (spec.getKind().comparesEncodedForms()) {
      inference.verifyDeterministic(spec.getKind(), coders.get(0));
    }
    return spec.withCoders(coders);
  }

  private Coder<?> coder(StateSpec<?> spec, int index) {
    int argument = spec.getKind().codedArguments().get(index);
    GlobalCombineFn<?, ?, ?> combineFn = spec.getCombineFn();
    try {
      return combineFn == null ? inferred(argument) : accumulatorCoder(combineFn);
    } catch (CannotProvideCoderException e) {
      throw MethodError.of(declaration.fnClass(), declaration.field())
          .causedBy(
              e,
              "no coder is known for %s of the state \"%s\": %s Give it, as in"
                  + " StateSpecs.%s(...), or register one in pipeline.getCoderRegistry()",
              argument(argument),
              declaration.id(),
              String.valueOf(e.getMessage()),
              factory(spec.getKind()));
    }
  }

  private <InputT extends @Nullable Object> Coder<?> accumulatorCoder(
      GlobalCombineFn<InputT, ?, ?> combineFn) throws CannotProvideCoderException {
    try {
      @SuppressWarnings("unchecked") // what the state is added is what the function combines
      Coder<InputT> ofInputs = (Coder<InputT>) inferred(0);
      return combineFn.getAccumulatorCoder(registry, ofInputs);
    } catch (CannotProvideCoderException e) {
      try {
        return inferred(StateKind.COMBINING.codedArguments().get(0));
      } catch (CannotProvideCoderException none) {
        e.addSuppressed(none);
        throw e;
      }
    }
  }

  private Coder<?> inferred(int argument) throws CannotProvideCoderException {
    return inferred(argument(argument), inputType);
  }

  @SuppressWarnings("unchecked") // the coder of the input is of the function's input type
  private <T extends @Nullable Object> Coder<?> inferred(
      TypeDescriptor<?> wanted, TypeDescriptor<T> known) throws CannotProvideCoderException {
    return registry.getCoder(wanted, known, (Coder<T>) inputCoder);
  }

  private TypeDescriptor<?> argument(int index) {
    return TypeDescriptor.of(
        ((ParameterizedType) declaration.type().getType()).getActualTypeArguments()[index]);
  }

  /** Rule G1: two keys are the same if their encoded forms are. */
  private void verifyDeterministic(StateKind kind, Coder<?> coder) {
    try {
      coder.verifyDeterministic();
    } catch (Coder.NonDeterministicException e) {
      throw MethodError.of(declaration.fnClass(), declaration.field())
          .causedBy(
              e,
              "the state \"%s\", a %s, compares by encoded form, but the coder %s is not"
                  + " deterministic: equal ones could be taken for two. %s Choose another type, or"
                  + " give a deterministic coder, as in StateSpecs.%s(...)",
              declaration.id(),
              kind.stateType().getSimpleName(),
              coder,
              String.valueOf(e.getMessage()),
              factory(kind));
    }
  }

  private static String factory(StateKind kind) {
    return switch (kind) {
      case VALUE -> "value";
      case BAG -> "bag";
      case SET -> "set";
      case MAP -> "map";
      case MULTIMAP -> "multimap";
      case ORDERED_LIST -> "orderedList";
      case COMBINING -> "combining";
    };
  }
}
