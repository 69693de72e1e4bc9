package io.millrace.runners.distributed.wire;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Encodings of messages that share the bytes of what they carry. Stateless. */
public final class Wire {

  private Wire() {}

  /**
   * A message with one more field: the bytes are those that a message with the field has, but for
   * the order of the fields, which is of no meaning.
   *
   * @param message without the field
   * @param content of the field: bytes, or an encoded message
   */
  public static ByteString append(ByteString message, int field, ByteString content) {
    byte[] head =
        new byte
            [CodedOutputStream.computeTagSize(field)
                + CodedOutputStream.computeUInt32SizeNoTag(content.size())];
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(head);
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(content.size());
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return message.concat(UnsafeByteOperations.unsafeWrap(head)).concat(content);
  }

  /**
   * Reads a message whose fields of bytes are parts of these bytes.
   *
   * @throws InvalidProtocolBufferException if it is none
   */
  public static <T> T parse(Parser<T> parser, ByteString bytes)
      throws InvalidProtocolBufferException {
    CodedInputStream in = bytes.newCodedInput();
    in.enableAliasing(true);
    T message = parser.parseFrom(in);
    in.checkLastTagWas(0);
    return message;
  }

  /** Bytes to decode from, copied only if they are not in one array. */
  public static DecodeBuffer decoding(ByteString bytes) {
    Arrays arrays = new Arrays();
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, arrays);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DecodeBuffer only = arrays.only;
    return arrays.count == 1 && only != null ? only : new DecodeBuffer(bytes.toByteArray());
  }

  /**
   * Writes bytes as they are, in few calls.
   *
   * @throws IOException if the stream does
   */
  public static void write(ByteString bytes, OutputStream to) throws IOException {
    UnsafeByteOperations.unsafeWriteTo(
        bytes,
        new ByteOutput() {
          @Override
          public void write(byte value) throws IOException {
            to.write(value);
          }

          @Override
          public void write(byte[] value, int offset, int length) throws IOException {
            to.write(value, offset, length);
          }

          @Override
          public void writeLazy(byte[] value, int offset, int length) throws IOException {
            to.write(value, offset, length);
          }

          @Override
          public void write(ByteBuffer value) throws IOException {
            writeLazy(value);
          }

          @Override
          public void writeLazy(ByteBuffer value) throws IOException {
            if (value.hasArray()) {
              to.write(value.array(), value.arrayOffset() + value.position(), value.remaining());
            } else {
              byte[] copy = new byte[value.remaining()];
              value.get(copy);
              to.write(copy);
            }
          }
        });
  }

  /** Sees in how many arrays bytes are. */
  private static final class Arrays extends ByteOutput {
    private @Nullable DecodeBuffer only;
    private int count;

    @Override
    public void write(byte value) {
      count = 2;
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      writeLazy(value, offset, length);
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      count++;
      only = new DecodeBuffer(value, offset, length);
    }

    @Override
    public void write(ByteBuffer value) {
      writeLazy(value);
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      if (value.hasArray()) {
        writeLazy(value.array(), value.arrayOffset() + value.position(), value.remaining());
      } else {
        count = 2;
      }
    }
  }
}
