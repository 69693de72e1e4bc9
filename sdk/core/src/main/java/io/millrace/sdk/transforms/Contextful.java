package io.millrace.sdk.transforms;

import io.millrace.sdk.values.PCollectionView;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function with what it needs besides its element, such as side inputs.
 *
 * <pre>{@code
 * prices.apply(
 *     MapElements.into(doubles())
 *         .via(
 *             fn(
 *                 (price, c) -> price.amount() * c.sideInput(rates).get(price.currency()),
 *                 requiresSideInputs(rates))));
 * }</pre>
 *
 * <p>Immutable; serialisable if the function is.
 *
 * @param <ClosureT> the type of the function
 */
public final class Contextful<ClosureT> implements Serializable {
  private static final long serialVersionUID = 1;

  // serialisable if the user's function is: Java's serialisation reports it by name if not
  @SuppressWarnings("serial")
  private final ClosureT closure;

  private final Requirements requirements;

  private Contextful(ClosureT closure, Requirements requirements) {
    this.closure = closure;
    this.requirements = requirements;
  }

  /** The function. */
  public ClosureT getClosure() {
    return closure;
  }

  /** What it needs. */
  public Requirements getRequirements() {
    return requirements;
  }

  /** A function with what it needs. */
  public static <ClosureT> Contextful<ClosureT> of(ClosureT closure, Requirements requirements) {
    return new Contextful<>(closure, requirements);
  }

  /**
   * A serialisable function of an element and a context.
   *
   * @param <InputT> the type of the elements
   * @param <OutputT> the type of the results
   */
  @FunctionalInterface
  public interface Fn<InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends Serializable {

    /** Returns the result for {@code element}. */
    OutputT apply(InputT element, Context c) throws Exception;

    /** Where a function finds what it declared to need. Valid during one call only. */
    abstract class Context {

      /**
       * The value of a view, as seen from the window of the element at hand.
       *
       * @throws IllegalArgumentException if the function did not declare to need it
       */
      public <T extends @Nullable Object> T sideInput(PCollectionView<T> view) {
        throw new IllegalArgumentException(
            "The function reads "
                + view
                + " but declares no side inputs: add Requirements.requiresSideInputs(view) to"
                + " Contextful.fn(...)");
      }

      /** The context of a function that a {@link DoFn} calls while it processes an element. */
      public static <InputT extends @Nullable Object> Context wrapProcessContext(
          DoFn<InputT, ?>.ProcessContext c) {
        return new OfProcessContext(c);
      }

      private static final class OfProcessContext extends Context {
        private final DoFn<?, ?>.ProcessContext c;

        OfProcessContext(DoFn<?, ?>.ProcessContext c) {
          this.c = c;
        }

        @Override
        public <T extends @Nullable Object> T sideInput(PCollectionView<T> view) {
          return c.sideInput(view);
        }
      }
    }
  }

  /** A function that needs nothing but its element. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Contextful<Fn<InputT, OutputT>> fn(ProcessFunction<InputT, OutputT> fn) {
    return new Contextful<>(new ElementOnly<>(fn), Requirements.empty());
  }

  /** A function that needs nothing but its element. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Contextful<Fn<InputT, OutputT>> fn(SerializableFunction<InputT, OutputT> fn) {
    return fn((ProcessFunction<InputT, OutputT>) fn);
  }

  /** A function with what it needs. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Contextful<Fn<InputT, OutputT>> fn(Fn<InputT, OutputT> fn, final Requirements requirements) {
    return of(fn, requirements);
  }

  /** The function by itself if it needs nothing but its element, or else null. */
  static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      @Nullable ProcessFunction<InputT, OutputT> ofElementOnly(
          Contextful<Fn<InputT, OutputT>> contextful) {
    if (!contextful.requirements.isEmpty()) {
      return null;
    }
    return contextful.closure instanceof ElementOnly<InputT, OutputT> plain
        ? plain.fn
        : new WithoutContext<>(contextful.closure);
  }

  /** The function as the user wrote it, to describe it. */
  static Object asWritten(Contextful<?> contextful) {
    return contextful.closure instanceof ElementOnly<?, ?> plain ? plain.fn : contextful.closure;
  }

  private record ElementOnly<InputT extends @Nullable Object, OutputT extends @Nullable Object>(
      ProcessFunction<InputT, OutputT> fn) implements Fn<InputT, OutputT> {
    @Override
    public OutputT apply(InputT element, Context c) throws Exception {
      return fn.apply(element);
    }
  }

  private record WithoutContext<InputT extends @Nullable Object, OutputT extends @Nullable Object>(
      Fn<InputT, OutputT> fn) implements ProcessFunction<InputT, OutputT> {

    private static final Fn.Context NOTHING = new Fn.Context() {};

    @Override
    public OutputT apply(InputT element) throws Exception {
      return fn.apply(element, NOTHING);
    }
  }

  @Override
  public String toString() {
    return "Contextful(" + closure + ", needs " + requirements.getSideInputs() + ")";
  }
}
