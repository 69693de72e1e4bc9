package io.millrace.sdk.transforms.splittabledofn;

import org.jspecify.annotations.Nullable;

/**
 * What a restriction was split into: together they are what it was, without overlap and without gap
 * (rule D2).
 *
 * @param <RestrictionT> the type of restrictions
 */
public final class SplitResult<RestrictionT extends @Nullable Object> {

  private final RestrictionT primary;
  private final RestrictionT residual;

  private SplitResult(RestrictionT primary, RestrictionT residual) {
    this.primary = primary;
    this.residual = residual;
  }

  /** A result of these parts. */
  public static <RestrictionT extends @Nullable Object> SplitResult<RestrictionT> of(
      RestrictionT primary, RestrictionT residual) {
    return new SplitResult<>(primary, residual);
  }

  /** What the function goes on with. */
  public RestrictionT getPrimary() {
    return primary;
  }

  /** What is left for later, or for others. */
  public RestrictionT getResidual() {
    return residual;
  }

  @Override
  public String toString() {
    return "SplitResult(primary " + primary + ", residual " + residual + ")";
  }
}
