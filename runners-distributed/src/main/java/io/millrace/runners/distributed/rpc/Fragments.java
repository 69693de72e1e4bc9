package io.millrace.runners.distributed.rpc;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.LinkFrame;
import io.millrace.runners.distributed.control.ClusterSettings;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames in parts, so that one frame may be larger than a message of gRPC. Puts together what comes
 * in over one connection. Not thread-safe.
 */
final class Fragments {

  /** So large a part is at most. */
  static final int PART_BYTES = 1 << 20;

  private ByteString before = ByteString.EMPTY;

  /** Cuts a frame. */
  static void cut(ByteString frame, Consumer<LinkFrame> to) {
    int from = 0;
    while (frame.size() - from > PART_BYTES) {
      to.accept(LinkFrame.newBuilder().setPart(frame.substring(from, from + PART_BYTES)).build());
      from += PART_BYTES;
    }
    to.accept(LinkFrame.newBuilder().setLastPart(frame.substring(from)).build());
  }

  /**
   * Takes a part in.
   *
   * @return the frame if this was its last part, else null
   * @throws IllegalArgumentException if it is no part, or the frame is too large
   */
  @Nullable ByteString add(LinkFrame part) {
    ByteString content;
    switch (part.getBodyCase()) {
      case PART -> content = part.getPart();
      case LAST_PART -> content = part.getLastPart();
      default -> throw new IllegalArgumentException("what came is no part of a frame");
    }
    long size = (long) before.size() + content.size();
    if (size > ClusterSettings.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              "a frame has %d bytes or more, and can have %d at most",
              size, ClusterSettings.MAX_FRAME_BYTES));
    }
    ByteString soFar = before.concat(content);
    if (part.hasPart()) {
      before = soFar;
      return null;
    }
    before = ByteString.EMPTY;
    return soFar;
  }
}
