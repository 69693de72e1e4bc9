package io.millrace.sdk.graph;

import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.OrFinallyTrigger;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.TimestampTransform;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Trigger.OnceTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Triggers, to the model and back. */
final class TriggerTranslation {

  private TriggerTranslation() {}

  static io.millrace.model.v1.Trigger toProto(Trigger trigger) {
    io.millrace.model.v1.Trigger.Builder proto = io.millrace.model.v1.Trigger.newBuilder();
    if (trigger instanceof DefaultTrigger) {
      proto.getDefaultTriggerBuilder();
    } else if (trigger instanceof Never.NeverTrigger) {
      proto.getNeverBuilder();
    } else if (trigger instanceof AfterWatermark.FromEndOfWindow) {
      proto.getAfterEndOfWindowBuilder();
    } else if (trigger instanceof AfterWatermark.AfterWatermarkEarlyAndLate both) {
      proto.getAfterEndOfWindowBuilder().setEarlyFirings(toProto(both.getEarlyTrigger()));
      OnceTrigger late = both.getLateTrigger();
      if (late != null) {
        proto.getAfterEndOfWindowBuilder().setLateFirings(toProto(late));
      }
    } else if (trigger instanceof AfterPane pane) {
      proto.getElementCountBuilder().setElementCount(pane.getElementCount());
    } else if (trigger instanceof AfterSynchronizedProcessingTime) {
      proto.getAfterSynchronizedProcessingTimeBuilder();
    } else if (trigger instanceof AfterProcessingTime time) {
      var builder = proto.getAfterProcessingTimeBuilder();
      time.getTimestampTransforms().forEach(t -> builder.addTimestampTransforms(toProto(t)));
    } else if (trigger instanceof Repeatedly repeatedly) {
      proto.getRepeatBuilder().setSubtrigger(toProto(repeatedly.getRepeatedTrigger()));
    } else if (trigger instanceof OrFinallyTrigger orFinally) {
      proto
          .getOrFinallyBuilder()
          .setMain(toProto(orFinally.getMainTrigger()))
          .setFinally(toProto(orFinally.getUntilTrigger()));
    } else if (trigger instanceof AfterAll) {
      proto.getAfterAllBuilder().addAllSubtriggers(toProto(trigger.subTriggers()));
    } else if (trigger instanceof AfterFirst) {
      proto.getAfterAnyBuilder().addAllSubtriggers(toProto(trigger.subTriggers()));
    } else if (trigger instanceof AfterEach) {
      proto.getAfterEachBuilder().addAllSubtriggers(toProto(trigger.subTriggers()));
    } else {
      throw new AssertionError("The family of triggers is closed, but there is " + trigger);
    }
    return proto.build();
  }

  static Trigger fromProto(io.millrace.model.v1.Trigger proto) {
    return switch (proto.getTriggerCase()) {
      case DEFAULT_TRIGGER -> DefaultTrigger.of();
      case NEVER -> Never.ever();
      case ALWAYS -> Repeatedly.forever(AfterPane.elementCountAtLeast(1));
      case AFTER_END_OF_WINDOW -> endOfWindow(proto.getAfterEndOfWindow());
      case ELEMENT_COUNT ->
          AfterPane.elementCountAtLeast(proto.getElementCount().getElementCount());
      case AFTER_SYNCHRONIZED_PROCESSING_TIME -> AfterSynchronizedProcessingTime.ofFirstElement();
      case AFTER_PROCESSING_TIME -> processingTime(proto.getAfterProcessingTime());
      case REPEAT -> Repeatedly.forever(fromProto(proto.getRepeat().getSubtrigger()));
      case OR_FINALLY ->
          fromProto(proto.getOrFinally().getMain())
              .orFinally(once(proto.getOrFinally().getFinally()));
      case AFTER_ALL -> AfterAll.of(fromProto(proto.getAfterAll().getSubtriggersList()));
      case AFTER_ANY -> AfterFirst.of(fromProto(proto.getAfterAny().getSubtriggersList()));
      case AFTER_EACH -> AfterEach.inOrder(fromProto(proto.getAfterEach().getSubtriggersList()));
      case TRIGGER_NOT_SET -> throw unknown("a trigger");
    };
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(
        "This version of Millrace does not know "
            + what
            + " in the pipeline's model: run the pipeline with the version that made it, or a"
            + " later one");
  }

  private static Trigger endOfWindow(io.millrace.model.v1.Trigger.AfterEndOfWindow proto) {
    AfterWatermark.FromEndOfWindow end = AfterWatermark.pastEndOfWindow();
    if (proto.hasEarlyFirings()) {
      AfterWatermark.AfterWatermarkEarlyAndLate early =
          end.withEarlyFirings(once(proto.getEarlyFirings()));
      return proto.hasLateFirings() ? early.withLateFirings(once(proto.getLateFirings())) : early;
    }
    return proto.hasLateFirings() ? end.withLateFirings(once(proto.getLateFirings())) : end;
  }

  private static Trigger processingTime(io.millrace.model.v1.Trigger.AfterProcessingTime proto) {
    AfterProcessingTime trigger = AfterProcessingTime.pastFirstElementInPane();
    for (io.millrace.model.v1.TimestampTransform transform : proto.getTimestampTransformsList()) {
      trigger =
          switch (transform.getTimestampTransformCase()) {
            case DELAY_MILLIS -> trigger.plusDelayOf(Duration.ofMillis(transform.getDelayMillis()));
            case ALIGN_TO ->
                trigger.alignedTo(
                    Duration.ofMillis(transform.getAlignTo().getPeriodMillis()),
                    Instant.ofEpochMilli(transform.getAlignTo().getOffsetMillis()));
            case TIMESTAMPTRANSFORM_NOT_SET ->
                throw unknown("how an AfterProcessingTime trigger moves its time");
          };
    }
    return trigger;
  }

  private static OnceTrigger once(io.millrace.model.v1.Trigger proto) {
    Trigger trigger = fromProto(proto);
    if (trigger instanceof OnceTrigger once) {
      return once;
    }
    throw new IllegalArgumentException(
        "The pipeline's model has " + trigger + " where a trigger that fires once must stand");
  }

  private static List<io.millrace.model.v1.Trigger> toProto(List<Trigger> triggers) {
    List<io.millrace.model.v1.Trigger> protos = new ArrayList<>(triggers.size());
    for (Trigger trigger : triggers) {
      protos.add(toProto(trigger));
    }
    return protos;
  }

  private static List<Trigger> fromProto(List<io.millrace.model.v1.Trigger> protos) {
    List<Trigger> triggers = new ArrayList<>(protos.size());
    for (io.millrace.model.v1.Trigger proto : protos) {
      triggers.add(fromProto(proto));
    }
    return triggers;
  }

  private static io.millrace.model.v1.TimestampTransform toProto(TimestampTransform transform) {
    io.millrace.model.v1.TimestampTransform.Builder proto =
        io.millrace.model.v1.TimestampTransform.newBuilder();
    if (transform instanceof TimestampTransform.AlignTo to) {
      proto
          .getAlignToBuilder()
          .setPeriodMillis(to.period().toMillis())
          .setOffsetMillis(to.offset().toEpochMilli());
    } else if (transform instanceof TimestampTransform.Delay by) {
      proto.setDelayMillis(by.delay().toMillis());
    }
    return proto.build();
  }
}
