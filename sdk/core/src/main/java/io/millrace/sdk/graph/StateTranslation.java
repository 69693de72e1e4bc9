package io.millrace.sdk.graph;

import com.google.common.collect.ImmutableBiMap;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.v1.CombiningStatePayload;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.TimerFamilySpec;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.state.StateKind;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateTtl;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** State and timers of functions, to the model and back. */
final class StateTranslation {

  private static final ImmutableBiMap<StateKind, String> URNS =
      ImmutableBiMap.<StateKind, String>builder()
          .put(StateKind.VALUE, "millrace:state:value:v1")
          .put(StateKind.BAG, "millrace:state:bag:v1")
          .put(StateKind.SET, "millrace:state:set:v1")
          .put(StateKind.MAP, "millrace:state:map:v1")
          .put(StateKind.MULTIMAP, "millrace:state:multimap:v1")
          .put(StateKind.ORDERED_LIST, "millrace:state:ordered_list:v1")
          .put(StateKind.COMBINING, "millrace:state:combining:v1")
          .buildOrThrow();

  private StateTranslation() {}

  /** Adds what a function declares to its payload. */
  static void addTo(
      ParDoPayload.Builder payload,
      DoFnSignature signature,
      DoFn<?, ?> fn,
      PCollection<?> input,
      ModelComponents components) {
    signature
        .stateSpecs(fn, input)
        .forEach((id, spec) -> payload.putStateSpecs(id, toProto(spec, components)));
    signature
        .timerSpecs(fn)
        .forEach(
            (id, spec) ->
                payload.putTimerFamilySpecs(
                    id,
                    TimerFamilySpec.newBuilder()
                        .setTimeDomain(toProto(spec.getTimeDomain()))
                        .setKeyCoderId(components.coder(keyCoder(input)))
                        .setSingleTimer(signature.declarations().timers().containsKey(id))
                        .build()));
    payload.setObservesWindowExpiration(signature.onWindowExpiration() != null);
  }

  /** Functions with timers were applied to collections of pairs only. */
  private static Coder<?> keyCoder(PCollection<?> input) {
    return ((KvCoder<?, ?>) input.getCoder()).getKeyCoder();
  }

  private static io.millrace.model.v1.StateSpec toProto(
      StateSpec<?> spec, ModelComponents components) {
    FunctionSpec.Builder kind =
        FunctionSpec.newBuilder().setUrn(Objects.requireNonNull(URNS.get(spec.getKind())));
    GlobalCombineFn<?, ?, ?> combineFn = spec.getCombineFn();
    if (combineFn != null) {
      kind.setPayload(
          CombiningStatePayload.newBuilder()
              .setCombineFn(ModelComponents.javaFunction(Urns.JAVA_COMBINE_FN, combineFn))
              .build()
              .toByteString());
    }
    io.millrace.model.v1.StateSpec.Builder proto =
        io.millrace.model.v1.StateSpec.newBuilder().setSpec(kind);
    for (Coder<?> coder : spec.getCoders()) {
      proto.addCoderIds(components.coder(Objects.requireNonNull(coder, "an inferred coder")));
    }
    StateTtl ttl = spec.getTtl();
    if (ttl != null) {
      proto
          .getTtlBuilder()
          .setDurationMillis(ttl.duration().toMillis())
          .setTimeDomain(toProto(ttl.timeDomain()));
    }
    return proto.build();
  }

  static StateSpec<?> fromProto(
      String id, io.millrace.model.v1.StateSpec proto, Function<String, Coder<?>> coders) {
    StateKind kind = URNS.inverse().get(proto.getSpec().getUrn());
    if (kind == null) {
      throw unknown("the kind of the state " + id + ", " + proto.getSpec().getUrn() + ",");
    }
    List<Coder<?>> known = new ArrayList<>();
    for (String coderId : proto.getCoderIdsList()) {
      known.add(coders.apply(coderId));
    }
    return StateSpec.ofParts(
        kind,
        kind == StateKind.COMBINING ? combineFn(id, proto.getSpec()) : null,
        known,
        proto.hasTtl() ? ttl(id, proto.getTtl()) : null);
  }

  private static @Nullable GlobalCombineFn<?, ?, ?> combineFn(String id, FunctionSpec spec) {
    try {
      return ModelRehydration.javaFunction(
          CombiningStatePayload.parseFrom(spec.getPayload()).getCombineFn(),
          Urns.JAVA_COMBINE_FN,
          GlobalCombineFn.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("The payload of the state " + id + " is damaged", e);
    }
  }

  private static StateTtl ttl(String id, io.millrace.model.v1.StateTtl proto) {
    return new StateTtl(
        Duration.ofMillis(proto.getDurationMillis()),
        fromProto("the time to live of the state " + id, proto.getTimeDomain()));
  }

  static TimerSpec fromProto(String id, TimerFamilySpec proto) {
    TimeDomain domain = fromProto("the timer " + id, proto.getTimeDomain());
    return proto.getSingleTimer() ? TimerSpecs.timer(domain) : TimerSpecs.timerMap(domain);
  }

  private static io.millrace.model.v1.TimeDomain toProto(TimeDomain domain) {
    return switch (domain) {
      case EVENT_TIME -> io.millrace.model.v1.TimeDomain.EVENT_TIME;
      case PROCESSING_TIME -> io.millrace.model.v1.TimeDomain.PROCESSING_TIME;
      case SYNCHRONIZED_PROCESSING_TIME ->
          io.millrace.model.v1.TimeDomain.SYNCHRONIZED_PROCESSING_TIME;
    };
  }

  private static TimeDomain fromProto(String of, io.millrace.model.v1.TimeDomain proto) {
    return switch (proto) {
      case EVENT_TIME -> TimeDomain.EVENT_TIME;
      case PROCESSING_TIME -> TimeDomain.PROCESSING_TIME;
      case SYNCHRONIZED_PROCESSING_TIME -> TimeDomain.SYNCHRONIZED_PROCESSING_TIME;
      case TIME_DOMAIN_UNSPECIFIED, UNRECOGNIZED -> throw unknown("the time domain of " + of);
    };
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(
        "This version of Millrace does not know "
            + what
            + " in the pipeline's model: run the pipeline with the version that made it, or a"
            + " later one");
  }
}
