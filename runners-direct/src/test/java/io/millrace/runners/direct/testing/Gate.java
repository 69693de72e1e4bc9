package io.millrace.runners.direct.testing;

import java.io.Serializable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a test and the functions of its pipeline wait for each other, also across copies. */
public final class Gate implements Serializable {

  private static final Map<String, CountDownLatch> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  public Gate() {
    ALL.put(id, new CountDownLatch(1));
  }

  public void open() {
    ALL.get(id).countDown();
  }

  public boolean isOpen() {
    return ALL.get(id).getCount() == 0;
  }

  /** Waits until it is open; gives up after a minute. */
  public void pass() throws InterruptedException {
    if (!ALL.get(id).await(1, TimeUnit.MINUTES)) {
      throw new AssertionError("The gate was not opened within a minute");
    }
  }
}
