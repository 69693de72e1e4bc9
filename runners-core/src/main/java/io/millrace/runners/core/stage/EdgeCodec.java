package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.EdgeCoder;
import io.millrace.runners.core.plan.Plan;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.graph.ModelRehydration;

/** The coders of what travels on an edge. */
public final class EdgeCodec {

  private EdgeCodec() {}

  /** What makes bytes of an edge's batches; not thread-safe, for one end of one channel. */
  public static BatchCodec of(Edge edge, Plan plan) {
    ModelRehydration model = new ModelRehydration(plan.components());
    return new BatchCodec(valueCoder(edge, model), windowCoder(edge, model));
  }

  static Coder<?> valueCoder(Edge edge, ModelRehydration model) {
    return edge.coder() instanceof EdgeCoder.KvOf kv
        ? KvCoder.of(model.coder(kv.keyCoderId()), model.coder(kv.valueCoderId()))
        : model.coder(((EdgeCoder.OfModel) edge.coder()).coderId());
  }

  static Coder<?> windowCoder(Edge edge, ModelRehydration model) {
    return model.windowingOf(edge.collectionId()).getWindowFn().windowCoder();
  }
}
