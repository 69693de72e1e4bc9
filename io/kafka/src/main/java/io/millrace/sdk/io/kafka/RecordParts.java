package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** How the parts of records are written that all coders of this package have in common. */
final class RecordParts {

  static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  static final VarIntCoder INT = VarIntCoder.of();
  static final VarLongCoder LONG = VarLongCoder.of();
  static final NullableCoder<byte[]> BYTES = NullableCoder.of(ByteArrayCoder.of());
  static final NullableCoder<Integer> MAYBE_INT = NullableCoder.of(VarIntCoder.of());
  static final NullableCoder<Long> MAYBE_LONG = NullableCoder.of(VarLongCoder.of());

  private RecordParts() {}

  /** The number of headers, and of each the key and the value, which may be null. */
  static void encodeHeaders(Headers headers, OutputStream out) throws IOException {
    Header[] all = headers.toArray();
    INT.encode(all.length, out);
    for (Header header : all) {
      TEXT.encode(header.key(), out);
      BYTES.encode(header.value(), out);
    }
  }

  static Headers decodeHeaders(InputStream in) throws IOException {
    int count = INT.decode(in);
    if (count < 0) {
      throw new CoderException("a record cannot have " + count + " headers");
    }
    RecordHeaders headers = new RecordHeaders();
    for (int i = 0; i < count; i++) {
      String key = TEXT.decode(in);
      byte @Nullable [] value = BYTES.decode(in);
      headers.add(key, value);
    }
    return headers;
  }
}
