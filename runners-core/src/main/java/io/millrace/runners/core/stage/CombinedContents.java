package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.panes.Contents;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.util.CoderUtils;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the accumulator of a combine function, which may be null. */
final class CombinedContents implements Contents<@Nullable Object, @Nullable Object> {

  /** Of accumulators of these classes no copies are needed. */
  private static final Set<Class<?>> IMMUTABLE =
      Set.of(
          Long.class,
          Integer.class,
          Double.class,
          Float.class,
          Short.class,
          Byte.class,
          Boolean.class,
          Character.class,
          String.class,
          BigInteger.class,
          BigDecimal.class,
          Instant.class);

  private final String name;
  private final Combine.CombineFn<@Nullable Object, @Nullable Object, ?> fn;
  private final Coder<@Nullable Object> coder;
  private final boolean lifted;
  private final Failures failures;

  /**
   * The accumulators of a function.
   *
   * @param coder of the accumulators, by which they are copied
   * @param lifted whether elements are accumulators already
   */
  @SuppressWarnings("unchecked")
  CombinedContents(
      String name,
      Combine.CombineFn<?, ?, ?> fn,
      Coder<?> coder,
      boolean lifted,
      Failures failures) {
    this.name = name;
    this.fn = (Combine.CombineFn<@Nullable Object, @Nullable Object, ?>) fn;
    this.coder = (Coder<@Nullable Object>) coder;
    this.lifted = lifted;
    this.failures = failures;
  }

  @Override
  public Object create() {
    try {
      return Typed.value(fn.createAccumulator());
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public Object add(@Nullable Object content, @Nullable Object element) {
    try {
      return lifted
          ? merged(content, element)
          : Typed.value(fn.addInput(Typed.value(content), Typed.value(element)));
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public Object merge(@Nullable Object content, @Nullable Object other) {
    try {
      return merged(content, other);
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  /** A function may make parts of one accumulator parts of another, so what stays is copied. */
  @Override
  public Object include(@Nullable Object content, @Nullable Object kept) {
    try {
      return merged(content, copied(kept));
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public Object again(@Nullable Object element) {
    if (!lifted) {
      return Typed.value(element);
    }
    try {
      return copied(element);
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public boolean isSmall() {
    return true;
  }

  private Object merged(@Nullable Object one, @Nullable Object other) {
    return Typed.value(fn.mergeAccumulators(Arrays.asList(one, other)));
  }

  private Object copied(@Nullable Object accumulator) throws CoderException {
    return accumulator == null || IMMUTABLE.contains(accumulator.getClass())
        ? Typed.value(accumulator)
        : Typed.value(CoderUtils.clone(coder, accumulator));
  }

  @Override
  public @Nullable Object emit(@Nullable Object content, boolean keeps) {
    try {
      return fn.extractOutput(Typed.value(keeps ? copied(content) : content));
    } catch (Throwable t) {
      throw failures.inUserCode(name, t);
    }
  }

  @Override
  public void save(@Nullable Object content, EncodeBuffer out) throws IOException {
    coder.encode(Typed.value(content), out);
  }

  @Override
  public Object load(DecodeBuffer in) throws IOException {
    return Typed.value(coder.decode(in));
  }
}
