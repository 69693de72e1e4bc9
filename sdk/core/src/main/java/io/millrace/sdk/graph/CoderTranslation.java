package io.millrace.sdk.graph;

import com.google.common.collect.ImmutableBiMap;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.BooleanCoder;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.LengthPrefixCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.SetCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import java.util.List;
import java.util.function.Function;

/**
 * Coders to and from the model. The standard ones have URNs of their own, defined by their encoded
 * form; any other travels as a serialised Java object.
 */
public final class CoderTranslation {

  private static final String JAVA_CODER = "millrace:coder:java_serialized:v1";

  private static final ImmutableBiMap<Class<?>, String> URNS =
      ImmutableBiMap.<Class<?>, String>builder()
          .put(BooleanCoder.class, "millrace:coder:bool:v1")
          .put(ByteArrayCoder.class, "millrace:coder:bytes:v1")
          .put(DoubleCoder.class, "millrace:coder:double:v1")
          .put(InstantCoder.class, "millrace:coder:instant:v1")
          .put(StringUtf8Coder.class, "millrace:coder:string_utf8:v1")
          .put(VarIntCoder.class, "millrace:coder:varint32:v1")
          .put(VarLongCoder.class, "millrace:coder:varint:v1")
          .put(VoidCoder.class, "millrace:coder:void:v1")
          .put(KvCoder.class, "millrace:coder:kv:v1")
          .put(IterableCoder.class, "millrace:coder:iterable:v1")
          .put(ListCoder.class, "millrace:coder:list:v1")
          .put(SetCoder.class, "millrace:coder:set:v1")
          .put(MapCoder.class, "millrace:coder:map:v1")
          .put(NullableCoder.class, "millrace:coder:nullable:v1")
          .put(LengthPrefixCoder.class, "millrace:coder:length_prefix:v1")
          .put(GlobalWindow.Coder.class, "millrace:coder:global_window:v1")
          .put(IntervalWindow.IntervalWindowCoder.class, "millrace:coder:interval_window:v1")
          .buildOrThrow();

  private CoderTranslation() {}

  /** Whether this version reads coders of the given URN. */
  public static boolean isKnown(String urn) {
    return urn.equals(JAVA_CODER) || URNS.containsValue(urn);
  }

  /** The model of a coder; the ids of its components come from the given function. */
  static io.millrace.model.v1.Coder toProto(Coder<?> coder, Function<Coder<?>, String> idOf) {
    String urn = URNS.get(coder.getClass());
    io.millrace.model.v1.Coder.Builder proto = io.millrace.model.v1.Coder.newBuilder();
    if (urn == null) {
      return proto.setSpec(ModelComponents.javaFunction(JAVA_CODER, coder)).build();
    }
    for (Coder<?> component : coder.getCoderArguments()) {
      proto.addComponentCoderIds(idOf.apply(component));
    }
    return proto.setSpec(FunctionSpec.newBuilder().setUrn(urn)).build();
  }

  /** The coder of a model; its components come from the given function. */
  static Coder<?> fromProto(io.millrace.model.v1.Coder proto, Function<String, Coder<?>> byId) {
    String urn = proto.getSpec().getUrn();
    if (urn.equals(JAVA_CODER)) {
      return ModelRehydration.javaFunction(proto.getSpec(), JAVA_CODER, Coder.class);
    }
    Class<?> type = URNS.inverse().get(urn);
    if (type == null) {
      throw new IllegalArgumentException(
          "The coder "
              + urn
              + " is not known to this version of Millrace: run the pipeline with the version that"
              + " made it, or a later one");
    }
    List<Coder<?>> args = proto.getComponentCoderIdsList().stream().<Coder<?>>map(byId).toList();
    return fromUrn(urn, args);
  }

  private static Coder<?> fromUrn(String urn, List<Coder<?>> args) {
    return switch (urn) {
      case "millrace:coder:bool:v1" -> BooleanCoder.of();
      case "millrace:coder:bytes:v1" -> ByteArrayCoder.of();
      case "millrace:coder:double:v1" -> DoubleCoder.of();
      case "millrace:coder:instant:v1" -> InstantCoder.of();
      case "millrace:coder:string_utf8:v1" -> StringUtf8Coder.of();
      case "millrace:coder:varint32:v1" -> VarIntCoder.of();
      case "millrace:coder:varint:v1" -> VarLongCoder.of();
      case "millrace:coder:void:v1" -> VoidCoder.of();
      case "millrace:coder:kv:v1" -> KvCoder.of(args.get(0), args.get(1));
      case "millrace:coder:iterable:v1" -> IterableCoder.of(args.get(0));
      case "millrace:coder:list:v1" -> ListCoder.of(args.get(0));
      case "millrace:coder:set:v1" -> SetCoder.of(args.get(0));
      case "millrace:coder:map:v1" -> MapCoder.of(args.get(0), args.get(1));
      case "millrace:coder:nullable:v1" -> NullableCoder.of(args.get(0));
      case "millrace:coder:length_prefix:v1" -> LengthPrefixCoder.of(args.get(0));
      case "millrace:coder:global_window:v1" -> GlobalWindow.Coder.INSTANCE;
      case "millrace:coder:interval_window:v1" -> IntervalWindow.getCoder();
      default -> throw new AssertionError(urn);
    };
  }
}
