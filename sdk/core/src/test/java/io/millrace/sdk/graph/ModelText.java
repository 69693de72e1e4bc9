package io.millrace.sdk.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.millrace.model.v1.AssignWindowsPayload;
import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.FixedWindowsPayload;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.model.v1.ReadPayload;
import io.millrace.model.v1.SinkPayload;
import io.millrace.model.v1.SlidingWindowsPayload;
import io.millrace.sdk.util.SerializableUtils;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A model for people: all that is in it, payloads opened. Java objects are shown by their class,
 * those of {@link GoldenFunctions} by what they say of themselves: their bytes may change while
 * they mean the same.
 */
final class ModelText {

  private static final Map<String, Parser<? extends Message>> PAYLOADS =
      Map.of(
          Urns.PAR_DO, ParDoPayload.parser(),
          Urns.READ, ReadPayload.parser(),
          Urns.COMBINE_PER_KEY, CombinePayload.parser(),
          Urns.ASSIGN_WINDOWS, AssignWindowsPayload.parser(),
          Urns.SINK_WRITE, SinkPayload.parser(),
          Urns.SINK_COMMIT, SinkPayload.parser(),
          WindowingStrategyTranslation.FIXED_WINDOWS_URN, FixedWindowsPayload.parser(),
          WindowingStrategyTranslation.SLIDING_WINDOWS_URN, SlidingWindowsPayload.parser());

  private final StringBuilder text = new StringBuilder();

  private ModelText() {}

  /**
   * The text of a model.
   *
   * @throws IllegalArgumentException if something in it is not known to this version
   */
  static String of(Message model) {
    ModelText text = new ModelText();
    text.print(model, "");
    return text.text.toString();
  }

  private void print(Message message, String indent) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw new IllegalArgumentException(
          "unknown fields "
              + message.getUnknownFields().asMap().keySet()
              + " in a "
              + message.getDescriptorForType().getFullName());
    }
    if (message instanceof FunctionSpec spec) {
      print(spec, indent);
      return;
    }
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.isMapField()) {
                sorted((List<?>) value)
                    .forEach(
                        entry ->
                            print(
                                field.getName() + " " + entry.getKey(), entry.getValue(), indent));
              } else if (field.isRepeated()) {
                ((List<?>) value).forEach(each -> print(field.getName(), each, indent));
              } else {
                print(field.getName(), value, indent);
              }
            });
  }

  private static List<MapEntry<?, ?>> sorted(List<?> entries) {
    return entries.stream()
        .<MapEntry<?, ?>>map(entry -> (MapEntry<?, ?>) entry)
        .sorted(
            Comparator.<MapEntry<?, ?>>comparingInt(entry -> entry.getKey().toString().length())
                .thenComparing(entry -> entry.getKey().toString()))
        .toList();
  }

  private void print(String name, Object value, String indent) {
    if (value instanceof Message message) {
      line(indent, name);
      print(message, indent + "  ");
    } else {
      line(indent, name + ": " + value);
    }
  }

  private void print(FunctionSpec spec, String indent) {
    line(indent, spec.getUrn());
    if (spec.getUrn().endsWith(":java_serialized:v1")) {
      Object object =
          SerializableUtils.deserializeFromByteArray(
              spec.getPayload().toByteArray(), spec.getUrn());
      line(indent, "a serialised " + describe(object));
    } else if (PAYLOADS.containsKey(spec.getUrn())) {
      try {
        print(PAYLOADS.get(spec.getUrn()).parseFrom(spec.getPayload()), indent);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("damaged payload of " + spec.getUrn(), e);
      }
    } else if (!spec.getPayload().equals(ByteString.EMPTY)) {
      throw new IllegalArgumentException("a payload of " + spec.getUrn() + ", which has none");
    }
  }

  private static String describe(Object object) {
    Class<?> type = object.getClass();
    return type.getEnclosingClass() == GoldenFunctions.class
        ? type.getSimpleName() + ": " + object
        : type.getName();
  }

  private void line(String indent, String content) {
    text.append(indent).append(content).append('\n');
  }
}
