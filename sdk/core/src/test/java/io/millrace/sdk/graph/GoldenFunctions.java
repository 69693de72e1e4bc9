package io.millrace.sdk.graph;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.transforms.windowing.WindowMappingFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The user code of {@link GoldenPipeline}. Its serialised form is in the golden files: fields and
 * serial versions stay as they are, new ones come beside.
 */
final class GoldenFunctions {

  private GoldenFunctions() {}

  enum Unit {
    CELSIUS,
    FAHRENHEIT
  }

  sealed interface Place {}

  record City(String name, int inhabitants) implements Place {}

  record Buoy(double latitude, double longitude) implements Place {}

  record Reading(
      Place place, Unit unit, double degrees, Instant at, Optional<String> note, List<Long> raw) {}

  /** Names nothing but the type, to be found in the coders of the model. */
  static final class Expand extends DoFn<byte[], Reading> {
    private static final long serialVersionUID = 1;

    private final String station;
    private final int readings;

    Expand(String station, int readings) {
      this.station = station;
      this.readings = readings;
    }

    @ProcessElement
    public void processElement(OutputReceiver<Reading> out) {
      for (int i = 0; i < readings; i++) {
        out.output(
            new Reading(
                new City(station, i),
                Unit.CELSIUS,
                i,
                Instant.EPOCH.plusSeconds(i),
                Optional.empty(),
                List.of()));
      }
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("station", station).withLabel("Station"))
          .add(DisplayData.item("readings", readings))
          .add(DisplayData.item("every", Duration.ofSeconds(1)));
    }

    @Override
    public String toString() {
      return "Expand to " + readings + " readings of " + station;
    }
  }

  /** A main output, two others, and two side inputs. */
  static final class Split extends DoFn<Reading, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    private final PCollectionView<Map<String, Long>> limits;
    private final PCollectionView<Long> factor;
    private final TupleTag<Reading> cold;
    private final TupleTag<String> notes;

    Split(
        PCollectionView<Map<String, Long>> limits,
        PCollectionView<Long> factor,
        TupleTag<Reading> cold,
        TupleTag<String> notes) {
      this.limits = limits;
      this.factor = factor;
      this.cold = cold;
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      Reading reading = c.element();
      reading.note().ifPresent(note -> c.output(notes, note));
      String name = reading.place() instanceof City city ? city.name() : "at sea";
      if (reading.degrees() < c.sideInput(limits).getOrDefault(name, 0L)) {
        c.output(cold, reading);
      } else {
        c.output(KV.of(name, Math.round(reading.degrees()) * c.sideInput(factor)));
      }
    }

    @Override
    public String toString() {
      return "Split to " + cold + " and " + notes;
    }
  }

  static final class Limits extends DoFn<byte[], KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      return "without settings";
    }

    @ProcessElement
    public void processElement(OutputReceiver<KV<String, Long>> out) {
      out.output(KV.of("Bergen", 5L));
    }
  }

  static final class Sum extends DoFn<KV<String, Iterable<Long>>, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      return "without settings";
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<Long>> group, OutputReceiver<Long> out) {
      long sum = 0;
      for (long value : group.getValue()) {
        sum += value;
      }
      out.output(sum);
    }
  }

  record Extent(long least, long most) {}

  /** The least and the most of the values, as accumulator and as result. */
  static final class Span extends Combine.CombineFn<Long, Extent, Extent> {
    private static final long serialVersionUID = 1;

    @Override
    public Extent createAccumulator() {
      return new Extent(Long.MAX_VALUE, Long.MIN_VALUE);
    }

    @Override
    public Extent addInput(Extent extent, Long input) {
      return new Extent(Math.min(extent.least(), input), Math.max(extent.most(), input));
    }

    @Override
    public Extent mergeAccumulators(Iterable<Extent> extents) {
      Extent merged = createAccumulator();
      for (Extent extent : extents) {
        merged =
            new Extent(
                Math.min(merged.least(), extent.least()), Math.max(merged.most(), extent.most()));
      }
      return merged;
    }

    @Override
    public Extent extractOutput(Extent extent) {
      return extent;
    }

    @Override
    public String toString() {
      return "without settings";
    }
  }

  /** Needs input that is the same when it is retried. */
  static final class Pay extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      return "without settings";
    }

    @RequiresStableInput
    @ProcessElement
    public void processElement(@Element Long amount, OutputReceiver<Long> out) {
      out.output(amount);
    }
  }

  /** A user's own windows, which merge. */
  static final class Gap extends WindowFn<Object, IntervalWindow> {
    private static final long serialVersionUID = 1;

    private final Duration gap;

    Gap(Duration gap) {
      this.gap = gap;
    }

    @Override
    public Collection<IntervalWindow> assignWindows(AssignContext c) {
      return List.of(new IntervalWindow(c.timestamp(), gap));
    }

    @Override
    public void mergeWindows(MergeContext c) {}

    @Override
    public boolean isNonMerging() {
      return false;
    }

    @Override
    public boolean isCompatible(WindowFn<?, ?> other) {
      return equals(other);
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException("windows that merge cannot be side inputs");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Gap that && gap.equals(that.gap);
    }

    @Override
    public int hashCode() {
      return Objects.hash(gap);
    }

    @Override
    public String toString() {
      return "Gap of " + gap;
    }
  }

  /** Of no elements: the model only holds its description. */
  static final class Numbers extends Source<Long, String> {
    private static final long serialVersionUID = 1;

    private final IsBounded isBounded;

    Numbers(IsBounded isBounded) {
      this.isBounded = isBounded;
    }

    @Override
    public IsBounded isBounded() {
      return isBounded;
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    @Override
    public Coder<String> getSplitCoder() {
      return StringUtf8Coder.of();
    }

    @Override
    public String toString() {
      return isBounded + " Numbers";
    }

    @Override
    public SplitEnumerator<String> createEnumerator(SourceContext context, byte[] state) {
      throw new UnsupportedOperationException("never executed");
    }

    @Override
    public SourceReader<Long, String> createReader(SourceContext context, String split) {
      throw new UnsupportedOperationException("never executed");
    }
  }

  /** Splittable, with an estimator, and without end by its annotation. */
  @DoFn.UnboundedPerElement
  static final class CountUp extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;

    @GetInitialRestriction
    public OffsetRange all(@Element Long limit) {
      return new OffsetRange(0, limit);
    }

    @GetInitialWatermarkEstimatorState
    public Long begin() {
      return 0L;
    }

    @NewWatermarkEstimator
    public WatermarkEstimator<Long> estimator(@WatermarkEstimatorState Long state) {
      throw new UnsupportedOperationException("never executed");
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> receiver) {
      throw new UnsupportedOperationException("never executed");
    }

    @Override
    public String toString() {
      return "Counts up";
    }
  }

  static final class Ledger extends Sink<Long, String, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    private final String name;

    Ledger(String name) {
      this.name = name;
    }

    @Override
    public Coder<String> getCommittableCoder() {
      return StringUtf8Coder.of();
    }

    @Override
    public Coder<KV<String, Long>> getResultCoder() {
      return KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of());
    }

    @Override
    public String toString() {
      return "Ledger " + name;
    }

    @Override
    public SinkWriter<Long, String> createWriter(SinkContext context) {
      throw new UnsupportedOperationException("never executed");
    }

    @Override
    public SinkCommitter<String, KV<String, Long>> createCommitter(SinkContext context) {
      throw new UnsupportedOperationException("never executed");
    }
  }
}
