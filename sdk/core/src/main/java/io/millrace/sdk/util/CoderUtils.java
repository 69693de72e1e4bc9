package io.millrace.sdk.util;

import com.google.common.io.BaseEncoding;
import com.google.protobuf.ByteString;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Values as bytes, by a coder. Base64 is the form for URLs, without padding. */
public final class CoderUtils {
  private static final BaseEncoding BASE64 = BaseEncoding.base64Url().omitPadding();

  private CoderUtils() {}

  /**
   * The bytes of {@code value}.
   *
   * @throws CoderException if the coder cannot write it
   */
  public static <T extends @Nullable Object> byte[] encodeToByteArray(Coder<T> coder, T value)
      throws CoderException {
    EncodeBuffer buffer = new EncodeBuffer();
    try {
      coder.encode(value, buffer);
    } catch (IOException e) {
      throw asCoderException(e);
    }
    return buffer.toByteArray();
  }

  /**
   * The value of all of {@code encodedValue}.
   *
   * @throws CoderException if the bytes are no value, or more than one
   */
  public static <T extends @Nullable Object> T decodeFromByteArray(
      Coder<T> coder, byte[] encodedValue) throws CoderException {
    DecodeBuffer buffer = new DecodeBuffer(encodedValue);
    T value;
    try {
      value = coder.decode(buffer);
    } catch (IOException e) {
      throw asCoderException(e);
    }
    if (buffer.remaining() > 0) {
      throw new CoderException(
          coder
              + " read "
              + buffer.position()
              + " of "
              + encodedValue.length
              + " bytes and left the rest");
    }
    return value;
  }

  /**
   * The value of all of {@code encodedValue}.
   *
   * @throws CoderException if the bytes are no value, or more than one
   */
  public static <T extends @Nullable Object> T decodeFromByteString(
      Coder<T> coder, ByteString encodedValue) throws IOException {
    return decodeFromByteArray(coder, encodedValue.toByteArray());
  }

  /**
   * A copy of {@code value}, by its bytes.
   *
   * @throws CoderException if it does not survive
   */
  public static <T extends @Nullable Object> T clone(Coder<T> coder, T value)
      throws CoderException {
    return decodeFromByteArray(coder, encodeToByteArray(coder, value));
  }

  /**
   * The bytes of {@code value} in base 64.
   *
   * @throws CoderException if the coder cannot write it
   */
  public static <T extends @Nullable Object> String encodeToBase64(Coder<T> coder, T value)
      throws CoderException {
    return BASE64.encode(encodeToByteArray(coder, value));
  }

  /**
   * The value of {@code encodedValue}.
   *
   * @throws CoderException if the text is not base 64, or the bytes are no value
   */
  public static <T extends @Nullable Object> T decodeFromBase64(Coder<T> coder, String encodedValue)
      throws CoderException {
    byte[] bytes;
    try {
      bytes = BASE64.decode(encodedValue);
    } catch (IllegalArgumentException e) {
      throw new CoderException("\"" + encodedValue + "\" is not base 64: " + e.getMessage(), e);
    }
    return decodeFromByteArray(coder, bytes);
  }

  private static CoderException asCoderException(IOException e) {
    return e instanceof CoderException known
        ? known
        : new CoderException(String.valueOf(e.getMessage()), e);
  }
}
