package io.millrace.runners.distributed.machine;

import com.google.protobuf.ByteString;
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
