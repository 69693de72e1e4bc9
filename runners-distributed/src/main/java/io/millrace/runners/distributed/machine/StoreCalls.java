package io.millrace.runners.distributed.machine;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.function.Consumer;

/**
 * Operations on the store that are tried again when they fail, or when nobody knows how they ended.
 * What has used up its tries is answered as the last try was.
 *
 * <p>Trying again is safe for all operations: a put-if-absent that took effect unnoticed is
 * answered {@link StoreReply.Exists} with its own bytes, which the caller must look for.
 */
public record StoreCalls(Scope scope, Retries retries) {

  /** Bytes that look wrong are read again so many times before they count as corrupt. */
  private static final int READS = 6;

  /** Does an operation. */
  public void call(StoreOp op, Consumer<StoreReply> then) {
    attempt(op, 1, then);
  }

  /** Creates an object; {@link StoreReply.Ok} also if it is there with just these bytes. */
  public void create(String key, ByteString bytes, Consumer<StoreReply> then) {
    call(
        new StoreOp.PutIfAbsent(key, bytes),
        reply ->
            then.accept(
                reply instanceof StoreReply.Exists exists && exists.bytes().equals(bytes)
                    ? StoreReply.Ok.DONE
                    : reply));
  }

  /** Makes something of the bytes of an object. */
  public interface Decoder<T> {
    /**
     * What the bytes are.
     *
     * @throws CorruptException if they are not what was written
     */
    T decode(ByteString bytes) throws CorruptException;
  }

  /** What was found where an object should be. */
  public sealed interface Found<T> {
    /** What it should be. */
    record Whole<T>(T value) implements Found<T> {}

    /** Bytes that are wrong however often they are read. */
    record Corrupt<T>(CorruptException cause) implements Found<T> {}

    /** Nothing. */
    record Absent<T>() implements Found<T> {}

    /** That is not known: the store does not answer. */
    record Unknown<T>(StoreReply reply) implements Found<T> {}
  }

  /** Reads an object and looks at it, again if it looks wrong. */
  public <T> void read(String key, Decoder<T> decoder, Consumer<Found<T>> then) {
    read(key, 1, decoder, then);
  }

  private <T> void read(String key, int number, Decoder<T> decoder, Consumer<Found<T>> then) {
    call(
        StoreOp.Get.all(key),
        reply -> {
          Found<T> found = found(reply, decoder);
          if (found instanceof Found.Corrupt && number < READS) {
            read(key, number + 1, decoder, then);
          } else {
            then.accept(found);
          }
        });
  }

  private static <T> Found<T> found(StoreReply reply, Decoder<T> decoder) {
    if (reply instanceof StoreReply.Absent) {
      return new Found.Absent<>();
    }
    if (!(reply instanceof StoreReply.Ok ok)) {
      return new Found.Unknown<>(reply);
    }
    try {
      return new Found.Whole<>(decoder.decode(ok.bytes()));
    } catch (CorruptException e) {
      return new Found.Corrupt<>(e);
    }
  }

  private void attempt(StoreOp op, int number, Consumer<StoreReply> then) {
    scope.store(
        op,
        reply -> {
          boolean again =
              reply instanceof StoreReply.Unknown
                  || (reply instanceof StoreReply.Failed failed && failed.retryable());
          if (again && number < retries.tries()) {
            scope.after(
                retries.delayNanos(number, scope.context()), () -> attempt(op, number + 1, then));
          } else {
            then.accept(reply);
          }
        });
  }
}
