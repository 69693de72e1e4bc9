package io.millrace.sdk.io;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.ReadPayload;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Source}. */
public final class Read {

  private Read() {}

  /** A transform that reads the given source. */
  public static <T extends @Nullable Object> From<T> from(Source<T, ?> source) {
    return new From<>(source, null);
  }

  /** See {@link Read#from}. */
  public static final class From<T extends @Nullable Object>
      extends PTransform<PBegin, PCollection<T>> implements ModelTransform {

    private final Source<T, ?> source;
    private final @Nullable WatermarkPolicy<T> watermarkPolicy;

    private From(Source<T, ?> source, @Nullable WatermarkPolicy<T> watermarkPolicy) {
      this.source = source;
      this.watermarkPolicy = watermarkPolicy;
    }

    /** The same, with event times and a watermark that follow the policy and not the source. */
    public From<T> withWatermarkPolicy(WatermarkPolicy<T> policy) {
      return new From<>(source, Objects.requireNonNull(policy, "policy"));
    }

    /** The source, with its watermark policy if it was given one. */
    public Source<T, ?> getSource() {
      return watermarkPolicy == null ? source : watermarkPolicy.applyTo(source);
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      source.validate();
      SerializableUtils.ensureSerializable(getSource());
      return PCollection.createPrimitiveOutputInternal(
          input.getPipeline(),
          WindowingStrategy.globalDefault(),
          source.isBounded(),
          source.getOutputCoder());
    }

    @Override
    protected String getKindString() {
      return "Read(" + source.getClass().getSimpleName() + ")";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("source", source.getClass()).withLabel("Source"))
          .include("source", getSource());
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      ReadPayload payload =
          ReadPayload.newBuilder()
              .setSource(ModelComponents.javaFunction(Urns.JAVA_SOURCE, getSource()))
              .setIsBounded(ModelComponents.isBounded(source.isBounded()))
              .build();
      return FunctionSpec.newBuilder().setUrn(Urns.READ).setPayload(payload.toByteString()).build();
    }
  }
}
