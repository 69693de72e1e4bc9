package io.millrace.runners.distributed.process;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.util.List;

/**
 * What a process of a cluster deserialises. Has effect for all of the process, so it is for
 * processes that are nothing else.
 */
public final class Deserialisation {

  /** Whatever is given on the command line of a coordinator: {@code -Djdk.serialFilter=!*}. */
  public static final String NOTHING = "!*";

  private static final int MAX_DEPTH = 200;
  private static final long MAX_REFERENCES = 50_000_000;
  private static final long MAX_ARRAY = 100_000_000;

  /** What no function needs, and what chains of gadgets are made of. */
  private static final List<String> REFUSED =
      List.of(
          "java.rmi.",
          "sun.rmi.",
          "javax.management.",
          "javax.naming.",
          "com.sun.jndi.",
          "com.sun.rowset.",
          "com.sun.org.apache.xalan.",
          "javax.script.",
          "sun.reflect.annotation.");

  private Deserialisation() {}

  /** From now on this process deserialises nothing, unless it was told something else before. */
  public static void refuseAll() {
    set(ObjectInputFilter.Config.createFilter(NOTHING));
  }

  /**
   * From now on this process deserialises what functions are made of, within limits, unless it was
   * told something else before. It is no sandbox: user code runs here in any case.
   */
  public static void limit() {
    set(Deserialisation::check);
  }

  private static void set(ObjectInputFilter filter) {
    if (ObjectInputFilter.Config.getSerialFilter() == null) {
      ObjectInputFilter.Config.setSerialFilter(filter);
    }
  }

  static Status check(ObjectInputFilter.FilterInfo info) {
    if (info.depth() > MAX_DEPTH
        || info.references() > MAX_REFERENCES
        || info.arrayLength() > MAX_ARRAY) {
      return Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return Status.UNDECIDED;
    }
    while (type.isArray()) {
      type = type.getComponentType();
    }
    String name = type.getName();
    return REFUSED.stream().anyMatch(name::startsWith) ? Status.REJECTED : Status.UNDECIDED;
  }
}
