package io.millrace.runners.core.plan;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.IsBounded;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.ReadPayload;
import io.millrace.model.v1.SinkPayload;
import io.millrace.model.v1.StateSpec;
import io.millrace.model.v1.TimerFamilySpec;
import io.millrace.model.v1.WindowingStrategy;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * What a stage keeps, so that the state of one program can be given to another one: where name and
 * form are the same, entries of the one can be read by the other.
 *
 * @param stage its id in the plan
 * @param name of what keeps it, the same in each program that names it so
 * @param form what kind of state it is, and in which coders and windows
 * @param inOneTask whether a single task keeps all of it
 * @param empty whether it is nothing but how far time has come
 */
public record StateForm(int stage, String name, String form, boolean inOneTask, boolean empty) {

  /** What the stages of a plan keep, in their order. */
  public static List<StateForm> of(Plan plan) {
    return plan.stages().stream().map(stage -> of(plan, stage)).toList();
  }

  private static StateForm of(Plan plan, PlanStage stage) {
    boolean waits = stage.sideInputs().stream().anyMatch(use -> plan.isEndless(use.collectionId()));
    String form = kind(plan, stage.root());
    String elements =
        stage.inputEdges().stream()
            .map(plan::edge)
            .map(edge -> CoderText.of(edge.coder(), plan.components()))
            .distinct()
            .collect(Collectors.joining(" and "));
    if (!elements.isEmpty()) {
      form += " of " + elements;
    }
    if (isByWindow(stage.root()) && !stage.inputEdges().isEmpty()) {
      String collection = plan.edge(stage.inputEdges().get(0)).collectionId();
      form += " in " + windows(PlanCapabilities.strategy(collection, plan.components()));
    }
    return new StateForm(
        stage.id(),
        stage.name(),
        waits ? form + ", waiting for side inputs" : form,
        stage.width() == Width.ONE,
        stage.root() instanceof Root.ExchangeRoot && !waits);
  }

  private static boolean isByWindow(Root root) {
    return root instanceof Root.GroupRoot
        || root instanceof Root.CombineRoot
        || root instanceof Root.StatefulRoot
        || root instanceof Root.SideInputRoot;
  }

  private static String kind(Plan plan, Root root) {
    Components components = plan.components();
    try {
      if (root instanceof Root.ReadRoot read) {
        ReadPayload payload = ReadPayload.parseFrom(payload(components, read.transformId()));
        return "splits of "
            + CoderText.nameOf(payload.getSource())
            + (payload.getIsBounded() == IsBounded.UNBOUNDED ? ", without end" : "");
      } else if (root instanceof Root.ImpulseRoot) {
        return "an impulse";
      } else if (root instanceof Root.GroupRoot) {
        return "groups";
      } else if (root instanceof Root.CombineRoot combine) {
        CombinePayload payload =
            CombinePayload.parseFrom(payload(components, combine.transformId()));
        return String.format(
            "accumulators %s of %s",
            CoderText.of(payload.getAccumulatorCoderId(), components),
            CoderText.nameOf(payload.getCombineFn()));
      } else if (root instanceof Root.StatefulRoot stateful) {
        return cells(
            ParDoPayload.parseFrom(payload(components, stateful.transformId())), components);
      } else if (root instanceof Root.SplittableRoot) {
        return "restrictions";
      } else if (root instanceof Root.SideInputRoot) {
        return "a side input";
      } else if (root instanceof Root.CommitRoot commit) {
        SinkPayload payload = SinkPayload.parseFrom(payload(components, commit.transformId()));
        return "committables of " + CoderText.nameOf(payload.getSink());
      }
      return "elements";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("A transform has a payload that is none: " + root, e);
    }
  }

  private static ByteString payload(Components components, String transformId) {
    PTransform transform = components.getTransformsOrThrow(transformId);
    return transform.getSpec().getPayload();
  }

  private static String cells(ParDoPayload payload, Components components) {
    TreeMap<String, String> cells = new TreeMap<>();
    payload
        .getStateSpecsMap()
        .forEach((id, spec) -> cells.put(id, id + ": " + cell(spec, components)));
    payload
        .getTimerFamilySpecsMap()
        .forEach((id, spec) -> cells.put(id, id + ": timers in " + timeDomain(spec)));
    String sorted = payload.getRequiresTimeSortedInput() ? ", sorted by time" : "";
    String expiring = payload.getObservesWindowExpiration() ? ", told of the end of windows" : "";
    return "{" + String.join("; ", cells.values()) + "}" + sorted + expiring;
  }

  private static String cell(StateSpec spec, Components components) {
    String lives = spec.hasTtl() ? ", for a time" : "";
    return spec.getCoderIdsList().stream()
        .map(id -> CoderText.of(id, components))
        .collect(Collectors.joining(", ", CoderText.nameOf(spec.getSpec()) + "<", ">" + lives));
  }

  private static String timeDomain(TimerFamilySpec spec) {
    return spec.getTimeDomain().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** All that decides how what is kept of a window looks; not for how long it is kept. */
  private static String windows(WindowingStrategy strategy) {
    FunctionSpec windows = strategy.getWindowFn();
    String size =
        windows.getPayload().isEmpty()
            ? ""
            : String.format("(%08x)", crc(windows.getPayload().toByteArray()));
    String trigger =
        TextFormat.printer().emittingSingleLine(true).printToString(strategy.getTrigger());
    return String.format(
        "%s%s, %s, %s, {%s}",
        CoderText.nameOf(windows),
        size,
        strategy.getAccumulationMode().name().toLowerCase(Locale.ROOT),
        strategy.getTimestampCombiner().name().toLowerCase(Locale.ROOT),
        trigger.strip());
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
