package io.millrace.sdk.transforms;

import io.millrace.sdk.values.PCollection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies a transform to a collection and passes the collection on, so that a chain of transforms
 * need not be broken to look at what passes.
 *
 * <pre>{@code
 * lines.apply(Tee.of(all -> all.apply(Count.globally()).apply(...))).apply(new ExtractWords());
 * }</pre>
 *
 * @param <T> the type of the elements
 */
public class Tee<T extends @Nullable Object> extends PTransform<PCollection<T>, PCollection<T>> {

  private final PTransform<PCollection<T>, ?> consumer;

  private Tee(PTransform<PCollection<T>, ?> consumer) {
    this.consumer = consumer;
  }

  /** Applies the given transform besides. */
  public static <T extends @Nullable Object> Tee<T> of(PTransform<PCollection<T>, ?> consumer) {
    return new Tee<>(consumer);
  }

  /** Does the given besides, while the pipeline is built. */
  public static <T extends @Nullable Object> Tee<T> of(Consumer<PCollection<T>> consumer) {
    return of(new Applied<>(consumer));
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    input.apply(consumer);
    return input;
  }

  @Override
  protected String getKindString() {
    return "Tee(" + consumer.getName() + ")";
  }

  private static final class Applied<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final transient Consumer<PCollection<T>> consumer;

    Applied(Consumer<PCollection<T>> consumer) {
      this.consumer = consumer;
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      consumer.accept(input);
      return input;
    }

    @Override
    protected String getKindString() {
      return TransformNames.simpleName(consumer.getClass());
    }
  }
}
