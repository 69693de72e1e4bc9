package io.millrace.sdk.transforms;

import io.millrace.sdk.values.PCollectionView;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** What a {@link Contextful} function needs besides its element. Immutable and thread-safe. */
public final class Requirements implements Serializable {
  private static final long serialVersionUID = 1;

  private static final Requirements NONE = new Requirements(List.of());

  // an ArrayList, so that it is serialisable whatever it was made of
  private final ArrayList<PCollectionView<?>> sideInputs;

  private Requirements(Collection<PCollectionView<?>> sideInputs) {
    this.sideInputs = new ArrayList<>(sideInputs);
  }

  /** The views that the function reads. */
  public Collection<PCollectionView<?>> getSideInputs() {
    return Collections.unmodifiableList(sideInputs);
  }

  /** The need to read these views. */
  public static Requirements requiresSideInputs(Collection<PCollectionView<?>> sideInputs) {
    return new Requirements(sideInputs);
  }

  /** The need to read these views. */
  public static Requirements requiresSideInputs(PCollectionView<?>... sideInputs) {
    return requiresSideInputs(Arrays.asList(sideInputs));
  }

  /** No needs. */
  public static Requirements empty() {
    return NONE;
  }

  /** Whether there are no needs. */
  public boolean isEmpty() {
    return sideInputs.isEmpty();
  }

  /** The needs of several functions together; a view that several read is there once. */
  @SuppressWarnings("rawtypes") // functions of any types are welcome
  public static Requirements union(Contextful... contextfuls) {
    List<PCollectionView<?>> all = new ArrayList<>();
    for (Contextful<?> contextful : contextfuls) {
      for (PCollectionView<?> view : contextful.getRequirements().getSideInputs()) {
        if (!all.contains(view)) {
          all.add(view);
        }
      }
    }
    return requiresSideInputs(all);
  }
}
