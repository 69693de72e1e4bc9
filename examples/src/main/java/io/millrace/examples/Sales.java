package io.millrace.examples;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptors;

/** The pipeline of the README: what each shop sold, small sales left out. */
public final class Sales {

  private Sales() {}

  record Sale(String shop, String item, long cents) {}

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    pipeline
        .apply(
            Create.of(
                new Sale("Bergen", "kettle", 3500),
                new Sale("Hamar", "lamp", 4200),
                new Sale("Hamar", "salt", 120),
                new Sale("Bergen", "chair", 8900)))
        .apply(Filter.by(sale -> sale.cents() >= 1000))
        .apply(
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                .via(sale -> KV.of(sale.shop(), sale.cents())))
        .apply(Sum.longsPerKey())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(shop -> shop.getKey() + " sold for " + shop.getValue() + " cents"))
        .apply(TextIO.write().to("target/sales"));
    pipeline.run().waitUntilFinish();
  }
}
