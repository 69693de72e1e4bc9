package io.millrace.sdk.testing.reference;

import io.millrace.sdk.testing.generators.Entropy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the model leaves open: in which order the elements of a bundle come, and what is due at the
 * same time (rules B5, T2). The interpreter takes things as they came unless told otherwise.
 */
public final class Ties {

  private final Entropy entropy;

  private Ties(Entropy entropy) {
    this.entropy = entropy;
  }

  /** As things came. */
  public static Ties asTheyCame() {
    return new Ties(null);
  }

  /** In an order that follows from a seed. */
  public static Ties shuffled(long seed) {
    return new Ties(new Entropy(seed));
  }

  /** Things of the same rank in the order of this run: often a little changed, or not at all. */
  <T> List<T> order(List<T> same) {
    if (entropy == null || same.size() < 2 || entropy.oneIn(3)) {
      return same;
    }
    List<T> changed = new ArrayList<>(same);
    if (entropy.oneIn(3)) {
      Collections.reverse(changed);
    } else if (entropy.oneIn(2)) {
      Collections.rotate(changed, entropy.nextInt(1, changed.size() - 1));
    } else {
      for (int i = changed.size() - 1; i > 0; i--) {
        Collections.swap(changed, i, entropy.nextInt(0, i));
      }
    }
    return changed;
  }
}
