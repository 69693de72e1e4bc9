package io.millrace.benchmarks.parts;

import io.millrace.benchmarks.NumberedSource;
import io.millrace.benchmarks.nexmark.query.RandomKeys;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;

/** Where measured stages have their elements from, in the plan: no reader is ever made. */
final class Inputs {

  private Inputs() {}

  /** Pairs without end, behind a redistribution. */
  static PCollection<KV<Long, Long>> pairsWithoutEnd(Pipeline pipeline) {
    return pipeline
        .apply(Read.from(NumberedSource.of(new RandomKeys(1), 0)))
        .apply(
            MapElements.into(TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                .via(key -> KV.of(key, 1L)))
        .apply(Redistribute.arbitrarily());
  }
}
