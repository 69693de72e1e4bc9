package io.millrace.sdk.testing.contract.kit;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What functions noted down, in the JVM of the test: for what leaves no trace in a collection, as
 * when a function is torn down. All copies of a journal write into one. Thread-safe.
 */
public final class Journal implements Serializable {

  private static final AtomicLong COUNT = new AtomicLong();
  private static final ConcurrentHashMap<Long, List<String>> ALL = new ConcurrentHashMap<>();

  private final long id = COUNT.incrementAndGet();

  /** An empty journal. */
  public Journal() {}

  /** Notes something down. */
  public void note(String what) {
    entries().add(what);
  }

  /** What was noted so far, in order. */
  public List<String> entries() {
    return ALL.computeIfAbsent(id, unused -> new CopyOnWriteArrayList<>());
  }
}
