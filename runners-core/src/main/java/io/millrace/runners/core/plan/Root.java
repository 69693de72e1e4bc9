package io.millrace.runners.core.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a stage's elements come from. Each root but {@link SideInputRoot} yields one local
 * collection of its stage, named {@code output}; {@link StatefulRoot} one for each output.
 * Groupings and {@link StatefulRoot} may yield one more, {@code lateOutput}: what they drop because
 * it comes too late; null if that is only counted.
 */
public sealed interface Root {

  /** Reads a source: {@code millrace:transform:read:v1}. */
  record ReadRoot(String transformId, String output) implements Root {}

  /** Yields one empty byte string: {@code millrace:transform:impulse:v1}. */
  record ImpulseRoot(String transformId, String output) implements Root {}

  /** The elements of the stage's input edges as they are; none if there is no input edge. */
  record ExchangeRoot(String output) implements Root {}

  /** Groups the KVs that arrive over hash edges: {@code millrace:transform:group_by_key:v1}. */
  record GroupRoot(String transformId, String output, @Nullable String lateOutput)
      implements Root {}

  /**
   * Combines the values of each key, to the end: {@code millrace:transform:combine_per_key:v1}.
   *
   * @param lifted whether the input edges carry KVs of key and accumulator, made by a {@link
   *     Step.PreCombineStep}, instead of key and value
   */
  record CombineRoot(String transformId, String output, @Nullable String lateOutput, boolean lifted)
      implements Root {}

  /**
   * Calls a DoFn that keeps something for each key and window, with the KVs that arrive over hash
   * edges: {@code millrace:transform:pardo:v1}.
   *
   * @param outputs output tag to local collection, the main output first
   */
  record StatefulRoot(String transformId, Map<String, String> outputs, @Nullable String lateOutput)
      implements Root {

    public StatefulRoot {
      outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
  }

  /**
   * Works on the restrictions of a splittable DoFn, which arrive as KVs of element and restriction
   * from a {@link Step.PairWithRestrictionStep}: {@code millrace:transform:pardo:v1}.
   *
   * @param outputs output tag to local collection, the main output first
   */
  record SplittableRoot(String transformId, Map<String, String> outputs) implements Root {

    public SplittableRoot {
      outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
  }

  /**
   * Keeps one whole collection for the views that are made of it. Its stage has the width {@link
   * Width#ONE}, no steps and no output edges.
   *
   * @param views at least one; all of the same collection
   */
  record SideInputRoot(List<SideInputUse> views) implements Root {

    public SideInputRoot {
      views = List.copyOf(views);
      if (views.isEmpty()) {
        throw new IllegalArgumentException("A side input stage without views: it has no reader.");
      }
    }

    /** The collection of the model that the views are made of. */
    public String collectionId() {
      return views.get(0).collectionId();
    }
  }

  /**
   * Takes all committables and commits them once they are complete: {@code
   * millrace:transform:sink_commit:v1}. Its stage has the width {@link Width#ONE}.
   */
  record CommitRoot(String transformId, String output) implements Root {}
}
