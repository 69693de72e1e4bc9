package io.millrace.sdk.transforms.reflect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.coders.SerializableCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.splittabledofn.HasDefaultWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.OffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Splittable functions: how they are read, and what is wrong with them. */
@SuppressWarnings("unused")
class SplittableSignatureTest {

  /** The least that there must be: restrictions that know their tracker. */
  static class Count extends DoFn<Long, Long> {
    @GetInitialRestriction
    public OffsetRange all(@Element Long limit) {
      return new OffsetRange(0, limit);
    }

    @ProcessElement
    public void process(
        @Element Long limit,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<Long> out) {}
  }

  /** Everything that there can be. */
  static class Everything extends DoFn<Long, Long> {
    @GetInitialRestriction
    public OffsetRange all(
        @Element Long limit,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        PipelineOptions options,
        Clock clock) {
      return new OffsetRange(0, limit);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange all, OutputReceiver<OffsetRange> parts) {}

    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return range.newTracker();
    }

    @GetSize
    public double size(
        @Restriction OffsetRange range, RestrictionTracker<OffsetRange, Long> tracker) {
      return 1;
    }

    @TruncateRestriction
    public TruncateResult<OffsetRange> truncate(@Restriction OffsetRange range) {
      return null;
    }

    @GetRestrictionCoder
    public Coder<OffsetRange> coder() {
      return SerializableCoder.of(OffsetRange.class);
    }

    @GetInitialWatermarkEstimatorState
    public Instant begin(@Timestamp Instant timestamp, @Restriction OffsetRange range) {
      return timestamp;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }

    @GetWatermarkEstimatorStateCoder
    public Coder<Instant> stateCoder() {
      return InstantCoder.of();
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        BundleFinalizer finalizer,
        ProcessContext context,
        Clock clock) {
      return ProcessContinuation.stop();
    }
  }

  private static SplittableSignature signature(DoFn<?, ?> fn) {
    return DoFnSignatures.signatureForDoFn(fn).splittable();
  }

  @Test
  void aFunctionThatTakesATrackerIsSplittable() {
    SplittableSignature signature = signature(new Count());

    assertThat(signature.restrictionType().getRawType()).isEqualTo(OffsetRange.class);
    assertThat(signature.estimatorStateType().getRawType()).isEqualTo(Void.class);
    assertThat(signature.isBoundedPerElement()).isEqualTo(IsBounded.BOUNDED);
    assertThat(signature.newTracker()).isNull();
    assertThat(DoFnSignatures.signatureForDoFn(new Count()).observesWindow()).isFalse();
  }

  @Test
  void allMethodsAreFound() {
    SplittableSignature signature = signature(new Everything());

    assertThat(signature.getInitialRestriction().parameters())
        .containsExactly(
            new Parameter.Element(io.millrace.sdk.values.TypeDescriptor.of(Long.class)),
            new Parameter.Timestamp(),
            new Parameter.Window(BoundedWindow.class),
            new Parameter.Pane(),
            new Parameter.Options(),
            new Parameter.ProcessingTime());
    assertThat(signature.dataMethods()).hasSize(7);
    assertThat(signature.estimatorStateType().getRawType()).isEqualTo(Instant.class);
    assertThat(signature.isBoundedPerElement()).isEqualTo(IsBounded.UNBOUNDED);
    assertThat(DoFnSignatures.signatureForDoFn(new Everything()).observesWindow()).isTrue();
  }

  @DoFn.BoundedPerElement
  static class ResumesButEnds extends Everything {}

  @DoFn.UnboundedPerElement
  static class NeverEnds extends Count {}

  @Test
  void annotationsSayWhetherTheWorkOnAnElementEnds() {
    assertThat(signature(new ResumesButEnds()).isBoundedPerElement()).isEqualTo(IsBounded.BOUNDED);
    assertThat(signature(new NeverEnds()).isBoundedPerElement()).isEqualTo(IsBounded.UNBOUNDED);
  }

  @Test
  void whatNeverEndsMakesCollectionsWithoutEnd() {
    PCollection<Long> limits = Pipeline.create().apply(Create.of(1L, 2L));

    assertThat(limits.apply("Ends", ParDo.of(new Count())).isBounded())
        .isEqualTo(IsBounded.BOUNDED);
    assertThat(limits.apply("Goes on", ParDo.of(new Everything())).isBounded())
        .isEqualTo(IsBounded.UNBOUNDED);
  }

  @Test
  void codersAreThoseOfTheMethodsOrInferred() {
    PCollection<Long> limits = Pipeline.create().apply(Create.of(1L, 2L));
    Count count = new Count();
    Everything everything = new Everything();

    assertThat(signature(count).restrictionCoder(count, limits)).isEqualTo(OffsetRange.Coder.of());
    assertThat(signature(count).estimatorStateCoder(count, limits)).isEqualTo(VoidCoder.of());
    assertThat(signature(everything).restrictionCoder(everything, limits))
        .isEqualTo(SerializableCoder.of(OffsetRange.class));
    assertThat(signature(everything).estimatorStateCoder(everything, limits))
        .isEqualTo(InstantCoder.of());
  }

  @Test
  void continuationsSayWhenToGoOn() {
    DoFn.ProcessContinuation later =
        DoFn.ProcessContinuation.resume().withResumeDelay(Duration.ofSeconds(3));

    assertThat(later.shouldResume()).isTrue();
    assertThat(later.resumeDelay()).isEqualTo(Duration.ofSeconds(3));
    assertThat(DoFn.ProcessContinuation.stop().shouldResume()).isFalse();
    assertThatThrownBy(() -> later.withResumeDelay(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A restriction that does not know its tracker. */
  static final class Plain implements Serializable {}

  static class PlainTracker extends RestrictionTracker<Plain, Long> {
    @Override
    public boolean tryClaim(Long position) {
      return false;
    }

    @Override
    public Plain currentRestriction() {
      return new Plain();
    }

    @Override
    public io.millrace.sdk.transforms.splittabledofn.SplitResult<Plain> trySplit(double fraction) {
      return null;
    }

    @Override
    public void checkDone() {}

    @Override
    public IsBounded isBounded() {
      return IsBounded.BOUNDED;
    }
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(DoFn<?, ?> fn) {
    return assertThatThrownBy(() -> ParDo.of(fn))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("DoFn " + fn.getClass().getName());
  }

  @Test
  void aTrackerNeedsARestriction() {
    assertRefused(
            new DoFn<Long, Long>() {
              @ProcessElement
              public void process(RestrictionTracker<OffsetRange, Long> tracker) {}
            })
        .hasMessageContaining("no method is marked @GetInitialRestriction");
  }

  @Test
  void aRestrictionNeedsATracker() {
    assertRefused(
            new DoFn<Long, Long>() {
              @GetInitialRestriction
              public Plain all() {
                return new Plain();
              }

              @ProcessElement
              public void process(RestrictionTracker<Plain, Long> tracker) {}
            })
        .hasMessageContaining("no method is marked @NewTracker");
  }

  @Test
  void trackerAndRestrictionMustFit() {
    assertRefused(
            new DoFn<Long, Long>() {
              @GetInitialRestriction
              public OffsetRange all() {
                return new OffsetRange(0, 1);
              }

              @NewTracker
              public PlainTracker tracker() {
                return new PlainTracker();
              }

              @ProcessElement
              public void process(RestrictionTracker<OffsetRange, Long> tracker) {}
            })
        .hasMessageContaining("OffsetRange, but the tracker")
        .hasMessageContaining("is for");
    assertRefused(
            new Count() {
              @Override
              public void process(
                  Long limit,
                  RestrictionTracker<OffsetRange, Long> tracker,
                  OutputReceiver<Long> o) {}

              @SplitRestriction
              public void split(@Restriction Long range, OutputReceiver<OffsetRange> parts) {}
            })
        .hasMessageContaining("is marked @Restriction and is java.lang.Long");
    assertRefused(
            new DoFn<Long, Long>() {
              @GetInitialRestriction
              public OffsetRange all() {
                return new OffsetRange(0, 1);
              }

              @ProcessElement
              public void process(RestrictionTracker<OffsetRange, String> tracker) {}
            })
        .hasMessageContaining("parameter 1")
        .hasMessageContaining("make them agree");
    assertRefused(
            new DoFn<Long, Long>() {
              @GetInitialRestriction
              public OffsetRange all() {
                return new OffsetRange(0, 1);
              }

              @ProcessElement
              public void process(OffsetRangeTracker tracker) {}
            })
        .hasMessageContaining("write RestrictionTracker<...>");
  }

  @Test
  void methodsMustReturnWhatTheirMarksSay() {
    assertRefused(
            new Count() {
              @GetSize
              public int size() {
                return 1;
              }
            })
        .hasMessageContaining("return double");
    assertRefused(
            new Count() {
              @SplitRestriction
              public void split(@Restriction OffsetRange range) {}
            })
        .hasMessageContaining("takes no OutputReceiver<")
        .hasMessageContaining("the parts would be lost");
    assertRefused(
            new Count() {
              @SplitRestriction
              public void split(OutputReceiver<Long> parts) {}
            })
        .hasMessageContaining("make it OutputReceiver<");
    assertRefused(
            new Count() {
              @TruncateRestriction
              public OffsetRange truncate() {
                return new OffsetRange(0, 0);
              }
            })
        .hasMessageContaining("return TruncateResult<");
    assertRefused(
            new Count() {
              @GetRestrictionCoder
              public Coder<Long> coder() {
                return BigEndianLongCoder.of();
              }
            })
        .hasMessageContaining("return a Coder<");
    assertRefused(
            new DoFn<Long, Long>() {
              @ProcessElement
              public String process(@Element Long element) {
                return "";
              }
            })
        .hasMessageContaining("must return void or, if the function is splittable");
  }

  @Test
  void onlySplittableFunctionsHaveWhatIsForThem() {
    assertRefused(
            new DoFn<Long, Long>() {
              @ProcessElement
              public ProcessContinuation process() {
                return ProcessContinuation.resume();
              }
            })
        .hasMessageContaining("take a RestrictionTracker, or return void");
    assertRefused(
            new DoFn<Long, Long>() {
              @GetInitialRestriction
              public OffsetRange all() {
                return new OffsetRange(0, 1);
              }

              @ProcessElement
              public void process() {}
            })
        .hasMessageContaining("is marked @GetInitialRestriction, but");
    assertRefused(
            new DoFn<Long, Long>() {
              @ProcessElement
              public void process(WatermarkEstimator<Instant> estimator) {}
            })
        .hasMessageContaining("take a RestrictionTracker as well");
    assertRefused(new BoundedButNotSplittable())
        .hasMessageContaining("@BoundedPerElement, which is for splittable functions");
  }

  @DoFn.BoundedPerElement
  static class BoundedButNotSplittable extends DoFn<Long, Long> {
    @ProcessElement
    public void process() {}
  }

  @DoFn.BoundedPerElement
  static class Both extends NeverEnds {}

  @Test
  void theWorkOnAnElementEndsOrNot() {
    assertRefused(new Both()).hasMessageContaining("Leave one");
  }

  @DoFn.SupportsAvailableNow
  static class EndsInAnyMode extends Count {}

  @DoFn.SupportsAvailableNow
  static class EndsNow extends NeverEnds {}

  @DoFn.SupportsAvailableNow
  static class EndsNowButNotSplittable extends DoFn<Long, Long> {
    @ProcessElement
    public void process() {}
  }

  @Test
  void whatNeverEndsMaySayThatItHasAnEndNow() {
    assertThat(signature(new EndsNow()).supportsAvailableNow()).isTrue();
    assertThat(signature(new NeverEnds()).supportsAvailableNow()).isFalse();
    assertRefused(new EndsInAnyMode()).hasMessageContaining("ends in any mode");
    assertRefused(new EndsNowButNotSplittable())
        .hasMessageContaining("@SupportsAvailableNow, which is for splittable functions");
  }

  @Test
  void estimatorsNeedAState() {
    assertRefused(
            new Count() {
              @NewWatermarkEstimator
              public WatermarkEstimators.Manual estimator() {
                return new WatermarkEstimators.Manual(Instant.EPOCH);
              }
            })
        .hasMessageContaining("no method is marked @GetInitialWatermarkEstimatorState");
    assertRefused(
            new Count() {
              @GetInitialWatermarkEstimatorState
              public Instant begin() {
                return Instant.EPOCH;
              }
            })
        .hasMessageContaining("no method is marked @NewWatermarkEstimator");
    assertRefused(
            new Count() {
              @GetInitialWatermarkEstimatorState
              public Long begin() {
                return 0L;
              }

              @NewWatermarkEstimator
              public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Long state) {
                return new WatermarkEstimators.Manual(Instant.EPOCH);
              }
            })
        .hasMessageContaining("make them agree");
  }

  /** A state that knows its estimator. */
  record Since(Instant time)
      implements HasDefaultWatermarkEstimator<Since, WatermarkEstimator<Since>>, Serializable {
    @Override
    public WatermarkEstimator<Since> newWatermarkEstimator() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aStateMayKnowItsEstimator() {
    assertThat(
            signature(
                    new Count() {
                      @GetInitialWatermarkEstimatorState
                      public Since begin() {
                        return new Since(Instant.EPOCH);
                      }
                    })
                .estimatorStateType()
                .getRawType())
        .isEqualTo(Since.class);
  }

  @Test
  void anEstimatorThatIsToldTimeMustBeMadeSo() {
    assertRefused(
            new DoFn<Long, Long>() {
              @GetInitialRestriction
              public OffsetRange all() {
                return new OffsetRange(0, 1);
              }

              @GetInitialWatermarkEstimatorState
              public Instant begin() {
                return Instant.EPOCH;
              }

              @NewWatermarkEstimator
              public WatermarkEstimators.MonotonicallyIncreasing estimator(
                  @WatermarkEstimatorState Instant state) {
                return new WatermarkEstimators.MonotonicallyIncreasing(state);
              }

              @ProcessElement
              public void process(
                  RestrictionTracker<OffsetRange, Long> tracker,
                  ManualWatermarkEstimator<Instant> estimator) {}
            })
        .hasMessageContaining("let @NewWatermarkEstimator make a ManualWatermarkEstimator");
  }

  @Test
  void stateIsNotForSplittableFunctions() {
    assertRefused(
            new DoFn<KV<String, Long>, Long>() {
              @StateId("count")
              private final StateSpec<ValueState<Integer>> count = StateSpecs.value();

              @GetInitialRestriction
              public OffsetRange all() {
                return new OffsetRange(0, 1);
              }

              @ProcessElement
              public void process(RestrictionTracker<OffsetRange, Long> tracker) {}
            })
        .hasMessageContaining("make two functions of it");
  }

  static class Uncoded extends DoFn<Long, Long> {
    @GetInitialRestriction
    public Plain all() {
      return new Plain();
    }

    @NewTracker
    public PlainTracker tracker() {
      return new PlainTracker();
    }

    @ProcessElement
    public void process(RestrictionTracker<Plain, Long> tracker) {}
  }

  @Test
  void aRestrictionWithoutACoderIsRefusedWhereTheFunctionIsApplied() {
    PCollection<Long> limits = Pipeline.create().apply(Create.of(1L));

    assertThatThrownBy(() -> limits.apply(ParDo.of(new Uncoded())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no coder is known for the restrictions")
        .hasMessageContaining("@GetRestrictionCoder");
  }
}
