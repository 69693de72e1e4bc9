package io.millrace.runners.distributed.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that says so when it cannot be reached, and when it can be again: whoever asks it tries
 * again in silence, and for as long as it takes. Thread-safe.
 */
public final class WatchedStore implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedStore.class);

  private final Store store;
  private final String name;
  private @Nullable String trouble;

  /**
   * A store that has not been asked yet.
   *
   * @param name what people know it by
   */
  public WatchedStore(Store store, String name) {
    this.store = store;
    this.name = name;
  }

  @Override
  public StoreReply execute(StoreOp op) {
    StoreReply reply = store.execute(op);
    if (reply instanceof StoreReply.Failed failed) {
      answered(op.key() + ": " + failed.cause());
    } else if (reply instanceof StoreReply.Unknown unknown) {
      answered(unknown.cause());
    } else {
      answered(null);
    }
    return reply;
  }

  private synchronized void answered(@Nullable String wrong) {
    if (wrong != null && trouble == null) {
      LOG.warn("The store {} cannot be reached, and is tried again: {}", name, wrong);
    } else if (wrong == null && trouble != null) {
      LOG.info("The store {} can be reached again", name);
    }
    trouble = wrong;
  }

  /** What went wrong last; empty if nothing has since the store was last reached. */
  public synchronized Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }
}
