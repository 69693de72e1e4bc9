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
import io.millrace.sdk.values.PCollection.IsBounded;
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
          .apply("WriteToSink", new SinkWrite<>(sink, input.isBounded()))
          .apply("CommitSink", new SinkCommit<>(sink, input.isBounded()));
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
    private final IsBounded written;

    SinkWrite(Sink<T, CommitT, ?> sink, IsBounded written) {
      this.sink = sink;
      this.written = written;
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
      return spec(Urns.SINK_WRITE, sink, written);
    }
  }

  /** The second phase: committables to results. */
  private static final class SinkCommit<CommitT, ResultT extends @Nullable Object>
      extends PTransform<PCollection<CommitT>, PCollection<ResultT>> implements ModelTransform {

    private final Sink<?, CommitT, ResultT> sink;
    private final IsBounded written;

    SinkCommit(Sink<?, CommitT, ResultT> sink, IsBounded written) {
      this.sink = sink;
      this.written = written;
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
      return spec(Urns.SINK_COMMIT, sink, written);
    }
  }

  private static FunctionSpec spec(String urn, Sink<?, ?, ?> sink, IsBounded written) {
    SinkPayload payload =
        SinkPayload.newBuilder()
            .setSink(ModelComponents.javaFunction(Urns.JAVA_SINK, sink))
            .setInputWithoutEnd(written == IsBounded.UNBOUNDED)
            .build();
    return FunctionSpec.newBuilder().setUrn(urn).setPayload(payload.toByteString()).build();
  }
}
