package io.millrace.sdk.io;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.SinkPayload;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/** Writes to a {@link Sink}; the output holds the results of committing. */
public final class Write {

  private Write() {}

  /** A transform that writes to the given sink. */
  public static <T extends @Nullable Object, ResultT extends @Nullable Object> To<T, ResultT> to(
      Sink<T, ?, ResultT> sink) {
    return new To<>(sink);
  }

  /** See {@link Write#to}. */
  public static final class To<T extends @Nullable Object, ResultT extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<ResultT>> {

    private final Sink<T, ?, ResultT> sink;

    private To(Sink<T, ?, ResultT> sink) {
      this.sink = sink;
    }

    @Override
    public PCollection<ResultT> expand(PCollection<T> input) {
      sink.validate();
      SerializableUtils.ensureSerializable(sink);
      return writeAndCommit(input, sink);
    }

    private static <T extends @Nullable Object, CommitT, ResultT extends @Nullable Object>
        PCollection<ResultT> writeAndCommit(PCollection<T> input, Sink<T, CommitT, ResultT> sink) {
      return input
          .apply("WriteToSink", new SinkWrite<>(sink))
          .apply("CommitSink", new SinkCommit<>(sink));
    }

    @Override
    protected String getKindString() {
      return "Write(" + sink.getClass().getSimpleName() + ")";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("sink", sink.getClass()).withLabel("Sink"))
          .include("sink", sink);
    }
  }

  /** The first phase: elements to committables. */
  private static final class SinkWrite<T extends @Nullable Object, CommitT>
      extends PTransform<PCollection<T>, PCollection<CommitT>> implements ModelTransform {

    private final Sink<T, CommitT, ?> sink;

    SinkWrite(Sink<T, CommitT, ?> sink) {
      this.sink = sink;
    }

    @Override
    public PCollection<CommitT> expand(PCollection<T> input) {
      return PCollection.createPrimitiveOutputInternal(
          input.getPipeline(),
          WindowingStrategy.globalDefault(),
          input.isBounded(),
          sink.getCommittableCoder());
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return spec(Urns.SINK_WRITE, sink);
    }
  }

  /** The second phase: committables to results. */
  private static final class SinkCommit<CommitT, ResultT extends @Nullable Object>
      extends PTransform<PCollection<CommitT>, PCollection<ResultT>> implements ModelTransform {

    private final Sink<?, CommitT, ResultT> sink;

    SinkCommit(Sink<?, CommitT, ResultT> sink) {
      this.sink = sink;
    }

    @Override
    public PCollection<ResultT> expand(PCollection<CommitT> input) {
      return PCollection.createPrimitiveOutputInternal(
          input.getPipeline(),
          input.getWindowingStrategy(),
          input.isBounded(),
          sink.getResultCoder());
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      return spec(Urns.SINK_COMMIT, sink);
    }
  }

  private static FunctionSpec spec(String urn, Sink<?, ?, ?> sink) {
    SinkPayload payload =
        SinkPayload.newBuilder()
            .setSink(ModelComponents.javaFunction(Urns.JAVA_SINK, sink))
            .build();
    return FunctionSpec.newBuilder().setUrn(urn).setPayload(payload.toByteString()).build();
  }
}
