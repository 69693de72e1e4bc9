package io.millrace.sdk.transforms.splittabledofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.reflect.SplittableMethods;
import io.millrace.sdk.values.KV;
import org.junit.jupiter.api.Test;

/** What a splittable function must have, and what is said when it has not. */
class SplittableSignatureTest {

  static class Plain extends DoFn<String, String> {
    @GetInitialRestriction
    public OffsetRange initial(@Element String element) {
      return new OffsetRange(0, element.length());
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {}
  }

  static class Resuming extends DoFn<String, String> {
    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 1);
    }

    @ProcessElement
    public ProcessContinuation process(RestrictionTracker<OffsetRange, Long> tracker) {
      return ProcessContinuation.stop();
    }
  }

  @DoFn.BoundedPerElement
  static class ResumingButBounded extends Resuming {}

  @DoFn.BoundedPerElement
  @DoFn.UnboundedPerElement
  static class Undecided extends Plain {}

  static class NoTracker extends DoFn<String, String> {
    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 1);
    }

    @ProcessElement
    public void process() {}
  }

  static class OwnTracker extends DoFn<String, String> {
    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 1);
    }

    @ProcessElement
    public void process(OffsetRangeTracker tracker) {}
  }

  static class NoNewTracker extends DoFn<String, String> {
    @GetInitialRestriction
    public String initial() {
      return "";
    }

    @ProcessElement
    public void process(RestrictionTracker<String, Long> tracker) {}
  }

  static class NoRestriction extends DoFn<String, String> {
    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {}
  }

  static class OnlySize extends DoFn<String, String> {
    @GetSize
    public double size() {
      return 1;
    }

    @ProcessElement
    public void process() {}
  }

  static class WrongSize extends Plain {
    @GetSize
    public int size(@Restriction OffsetRange range) {
      return 1;
    }
  }

  static class Stateful extends DoFn<KV<String, String>, String> {
    @StateId("value")
    final StateSpec<ValueState<String>> value = StateSpecs.value();

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 1);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {}
  }

  private static SplittableMethods splittable(DoFn<?, ?> fn) {
    SplittableMethods methods = DoFnSignatures.signatureForDoFn(fn).splittable();
    assertThat(methods).isNotNull();
    return methods;
  }

  private static void refused(DoFn<?, ?> fn, String message) {
    assertThatThrownBy(() -> DoFnSignatures.signatureForDoFn(fn))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fn.getClass().getName())
        .hasMessageContaining(message);
  }

  @Test
  void whatIsGoneOnWithLaterMayGoOnForEver() {
    assertThat(splittable(new Plain()).isUnbounded()).isFalse();
    assertThat(splittable(new Resuming()).isUnbounded()).isTrue();
    assertThat(splittable(new ResumingButBounded()).isUnbounded()).isFalse();
    refused(new Undecided(), "both @BoundedPerElement and @UnboundedPerElement");
  }

  @Test
  void whatIsMissingIsNamed() {
    refused(new NoTracker(), "takes no RestrictionTracker");
    refused(new OwnTracker(), "make it a RestrictionTracker");
    refused(new NoNewTracker(), "restrictions of the type java.lang.String know no tracker");
    refused(new NoRestriction(), "no method is marked @GetInitialRestriction");
    refused(new OnlySize(), "is marked @GetSize, but no method is marked @GetInitialRestriction");
    refused(new WrongSize(), "returns int, but a method marked @GetSize must return double");
    refused(new Stateful(), "cannot have state");
  }
}
