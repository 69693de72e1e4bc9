package io.millrace.runners.core.plan;

import io.millrace.model.v1.PTransform;
import org.jspecify.annotations.Nullable;

/** The transforms that a plan executes; everything else in a model is made of them. */
enum LeafKind {
  IMPULSE("millrace:transform:impulse:v1"),
  READ("millrace:transform:read:v1"),
  PAR_DO("millrace:transform:pardo:v1"),
  GROUP_BY_KEY("millrace:transform:group_by_key:v1"),
  COMBINE_PER_KEY("millrace:transform:combine_per_key:v1"),
  FLATTEN("millrace:transform:flatten:v1"),
  ASSIGN_WINDOWS("millrace:transform:assign_windows:v1"),
  REDISTRIBUTE("millrace:transform:redistribute:v1"),
  SINK_WRITE("millrace:transform:sink_write:v1"),
  SINK_COMMIT("millrace:transform:sink_commit:v1");

  final String urn;

  LeafKind(String urn) {
    this.urn = urn;
  }

  /** Whether a composite of this kind is executed as it is, whatever parts it has. */
  boolean takenWhole() {
    return this == COMBINE_PER_KEY || this == REDISTRIBUTE;
  }

  /** What a transform is executed as; null for composites that are expanded, and for unknowns. */
  static @Nullable LeafKind of(PTransform transform) {
    for (LeafKind kind : values()) {
      if (kind.urn.equals(transform.getSpec().getUrn())) {
        return transform.getSubtransformsCount() == 0 || kind.takenWhole() ? kind : null;
      }
    }
    return null;
  }
}
