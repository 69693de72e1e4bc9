package io.millrace.runners.core.plan;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.Coder;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.FunctionSpec;
import java.util.stream.Collectors;

/** Writes a coder as a type is written: {@code kv<string_utf8, varint>}. */
final class CoderText {

  // The head of a Java serialisation stream whose root is an object of a class: magic number,
  // version, TC_OBJECT, TC_CLASSDESC; the length of the class name and the name follow.
  private static final ByteString OBJECT_STREAM =
      ByteString.copyFrom(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 0x73, 0x72});

  private CoderText() {}

  static String of(EdgeCoder coder, Components components) {
    if (coder instanceof EdgeCoder.KvOf kv) {
      return String.format(
          "kv<%s, %s>", of(kv.keyCoderId(), components), of(kv.valueCoderId(), components));
    }
    return of(((EdgeCoder.OfModel) coder).coderId(), components);
  }

  static String of(String coderId, Components components) {
    Coder coder = components.getCodersOrThrow(coderId);
    String name = name(coder.getSpec());
    if (coder.getComponentCoderIdsCount() == 0) {
      return name;
    }
    return coder.getComponentCoderIdsList().stream()
        .map(id -> of(id, components))
        .collect(Collectors.joining(", ", name + "<", ">"));
  }

  private static String name(FunctionSpec spec) {
    ByteString payload = spec.getPayload();
    if (payload.startsWith(OBJECT_STREAM) && payload.size() >= OBJECT_STREAM.size() + 2) {
      int at = OBJECT_STREAM.size();
      int length = ((payload.byteAt(at) & 0xff) << 8) | (payload.byteAt(at + 1) & 0xff);
      if (payload.size() >= at + 2 + length) {
        String className = payload.substring(at + 2, at + 2 + length).toStringUtf8();
        return className.substring(
            Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
      }
    }
    return shortName(spec.getUrn());
  }

  /** {@code varint} of {@code millrace:coder:varint:v1}; other URNs as they are. */
  private static String shortName(String urn) {
    String[] parts = urn.split(":", -1);
    return parts.length >= 3 ? parts[parts.length - 2] : urn;
  }
}
