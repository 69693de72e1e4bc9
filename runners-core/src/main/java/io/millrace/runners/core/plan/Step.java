package io.millrace.runners.core.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One element-wise transform inside a stage. It consumes local collections of the stage (one listed
 * twice is consumed twice) and produces others. A transform of the model that reads a flattened
 * collection can be a step of several stages.
 */
public sealed interface Step {

  /** The transform of the model that the step executes. */
  String transformId();

  /** The local collections consumed, at least one. */
  List<String> inputs();

  /**
   * Calls a DoFn for each element: {@code millrace:transform:pardo:v1}.
   *
   * @param outputs output tag to local collection, the main output first
   */
  record ParDoStep(String transformId, List<String> inputs, Map<String, String> outputs)
      implements Step {

    public ParDoStep {
      inputs = List.copyOf(inputs);
      outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
  }

  /** Puts each element into windows: {@code millrace:transform:assign_windows:v1}. */
  record AssignWindowsStep(String transformId, List<String> inputs, String output) implements Step {

    public AssignWindowsStep {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * The lifted half of a {@code millrace:transform:combine_per_key:v1}: combines the values of a
   * key as far as they meet in one task, and yields KVs of key and accumulator.
   */
  record PreCombineStep(String transformId, List<String> inputs, String output) implements Step {

    public PreCombineStep {
      inputs = List.copyOf(inputs);
    }
  }

  /** Writes to a sink and yields committables: {@code millrace:transform:sink_write:v1}. */
  record SinkWriteStep(String transformId, List<String> inputs, String output) implements Step {

    public SinkWriteStep {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * The first half of a splittable {@code millrace:transform:pardo:v1}: says what work there is for
   * each element, splits it, and yields KVs of element and restriction.
   */
  record PairWithRestrictionStep(String transformId, List<String> inputs, String output)
      implements Step {

    public PairWithRestrictionStep {
      inputs = List.copyOf(inputs);
    }
  }
}
