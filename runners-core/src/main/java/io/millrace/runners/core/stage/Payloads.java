package io.millrace.runners.core.stage;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.PTransform;
import java.util.Map;

/** Reads the payloads of transforms. */
final class Payloads {

  private Payloads() {}

  static <T> T parse(Parser<T> parser, FunctionSpec spec, String transformName) {
    try {
      return parser.parseFrom(spec.getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "Transform " + transformName + ": the payload of " + spec.getUrn() + " is damaged", e);
    }
  }

  /** The collection that a transform is applied to; side inputs are known by other names. */
  static String mainInput(PTransform transform, String mainInputName) {
    Map<String, String> inputs = transform.getInputsMap();
    String named = inputs.get(mainInputName);
    return named != null || inputs.size() != 1
        ? transform.getInputsOrThrow(mainInputName)
        : inputs.values().iterator().next();
  }
}
