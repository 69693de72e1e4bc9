package io.millrace.runners.core.plan;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.Coder;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.FunctionSpec;
import java.io.ObjectStreamConstants;
import java.util.stream.Collectors;

/** Writes a coder as a type is written: {@code kv<string_utf8, varint>}. */
final class CoderText {

  // The head of a Java serialisation stream: magic number and version. Then, if its root is an
  // object or an enum constant: what it is, TC_CLASSDESC, length of the class name, class name.
  private static final ByteString STREAM =
      ByteString.copyFrom(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});
  private static final int NAME = STREAM.size() + 4;

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
    String name = nameOf(coder.getSpec());
    if (coder.getComponentCoderIdsCount() == 0) {
      return name;
    }
    return coder.getComponentCoderIdsList().stream()
        .map(id -> of(id, components))
        .collect(Collectors.joining(", ", name + "<", ">"));
  }

  /** The class of what was serialised, without its package; else what the URN says. */
  static String nameOf(FunctionSpec spec) {
    ByteString payload = spec.getPayload();
    if (payload.startsWith(STREAM)
        && payload.size() > NAME
        && (payload.byteAt(4) == ObjectStreamConstants.TC_OBJECT
            || payload.byteAt(4) == ObjectStreamConstants.TC_ENUM)
        && payload.byteAt(5) == ObjectStreamConstants.TC_CLASSDESC) {
      int length = ((payload.byteAt(6) & 0xff) << 8) | (payload.byteAt(7) & 0xff);
      if (payload.size() >= NAME + length) {
        String className = payload.substring(NAME, NAME + length).toStringUtf8();
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
