package io.millrace.runners.distributed.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.ControlGrpc;
import io.millrace.cluster.v1.ExchangeGrpc;
import io.millrace.cluster.v1.LinkFrame;
import io.millrace.runners.distributed.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The calls that are connections. They are those of the generated stubs, but for how frames become
 * bytes: what a frame carries goes as it is into the buffers of the connection, and is copied out
 * of them once.
 */
final class LinkCalls {

  /** To who coordinates. */
  static final MethodDescriptor<LinkFrame, LinkFrame> CONTROL = of(ControlGrpc.getConnectMethod());

  /** Between workers. */
  static final MethodDescriptor<LinkFrame, LinkFrame> EXCHANGE =
      of(ExchangeGrpc.getConnectMethod());

  private LinkCalls() {}

  private static MethodDescriptor<LinkFrame, LinkFrame> of(
      MethodDescriptor<LinkFrame, LinkFrame> generated) {
    return generated.toBuilder(new Frames(), new Frames()).build();
  }

  /** Calls; returns where to say what the other end is to hear. */
  static StreamObserver<LinkFrame> call(
      Channel channel,
      MethodDescriptor<LinkFrame, LinkFrame> method,
      StreamObserver<LinkFrame> heard) {
    return ClientCalls.asyncBidiStreamingCall(channel.newCall(method, CallOptions.DEFAULT), heard);
  }

  /** Lets others call. */
  static BindableService service(
      MethodDescriptor<LinkFrame, LinkFrame> method,
      ServerCalls.BidiStreamingMethod<LinkFrame, LinkFrame> accept) {
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(String.valueOf(method.getServiceName()))
            .addMethod(method)
            .build();
    ServerServiceDefinition definition =
        ServerServiceDefinition.builder(service)
            .addMethod(method, ServerCalls.asyncBidiStreamingCall(accept))
            .build();
    return () -> definition;
  }

  /** Whether a call is a connection: what is heard there is handed on, and nobody waits. */
  static boolean isLink(MethodDescriptor<?, ?> method) {
    String name = method.getFullMethodName();
    return name.equals(CONTROL.getFullMethodName()) || name.equals(EXCHANGE.getFullMethodName());
  }

  /** How frames become bytes. */
  private static final class Frames implements MethodDescriptor.Marshaller<LinkFrame> {

    @Override
    public InputStream stream(LinkFrame frame) {
      return new FrameStream(
          switch (frame.getBodyCase()) {
            case PART ->
                Wire.append(ByteString.EMPTY, LinkFrame.PART_FIELD_NUMBER, frame.getPart());
            case LAST_PART ->
                Wire.append(
                    ByteString.EMPTY, LinkFrame.LAST_PART_FIELD_NUMBER, frame.getLastPart());
            default -> frame.toByteString();
          });
    }

    @Override
    public LinkFrame parse(InputStream stream) {
      try {
        byte[] bytes = new byte[stream.available()];
        int read = stream.readNBytes(bytes, 0, bytes.length);
        if (read != bytes.length || stream.read() >= 0) {
          throw Status.INTERNAL
              .withDescription("a frame has not as many bytes as it says")
              .asRuntimeException();
        }
        return Wire.parse(LinkFrame.parser(), UnsafeByteOperations.unsafeWrap(bytes));
      } catch (InvalidProtocolBufferException e) {
        throw Status.INTERNAL
            .withDescription("what came is no frame")
            .withCause(e)
            .asRuntimeException();
      } catch (IOException e) {
        throw Status.INTERNAL.withCause(e).asRuntimeException();
      }
    }
  }

  /** Gives all that is left of a frame in one go to who asks for it. */
  private static final class FrameStream extends InputStream implements Drainable, KnownLength {
    private ByteString left;

    FrameStream(ByteString frame) {
      this.left = frame;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int size = left.size();
      Wire.write(left, target);
      left = ByteString.EMPTY;
      return size;
    }

    @Override
    public int available() {
      return left.size();
    }

    @Override
    public int read() {
      if (left.isEmpty()) {
        return -1;
      }
      int next = left.byteAt(0) & 0xff;
      left = left.substring(1);
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = Math.min(length, left.size());
      if (count == 0) {
        return length == 0 ? 0 : -1;
      }
      left.substring(0, count).asReadOnlyByteBuffer().get(target, offset, count);
      left = left.substring(count);
      return count;
    }
  }
}
