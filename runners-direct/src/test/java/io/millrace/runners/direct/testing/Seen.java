package io.millrace.runners.direct.testing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What functions of a running pipeline note for their test, in the order in which they do. Copies
 * that were serialised note in the same place. Thread-safe.
 */
public final class Seen<T> implements Serializable {

  private static final Map<String, List<Object>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  public Seen() {
    ALL.put(id, Collections.synchronizedList(new ArrayList<>()));
  }

  public void add(T value) {
    List<Object> values = ALL.get(id);
    synchronized (values) {
      values.add(value);
      values.notifyAll();
    }
  }

  @SuppressWarnings("unchecked")
  public List<T> values() {
    List<Object> values = ALL.get(id);
    synchronized (values) {
      return (List<T>) new ArrayList<>(values);
    }
  }

  /** Waits until so many were noted; gives up after a minute. */
  public List<T> await(int count) throws InterruptedException {
    List<Object> values = ALL.get(id);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    synchronized (values) {
      while (values.size() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("Within a minute only " + values + " were noted");
        }
        values.wait(left);
      }
    }
    return values();
  }

  /** Frees what was noted; nothing can be noted any more. */
  public void forget() {
    ALL.remove(id);
  }

  public int count() {
    return ALL.get(id).size();
  }
}
