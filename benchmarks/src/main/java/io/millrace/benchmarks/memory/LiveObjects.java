package io.millrace.benchmarks.memory;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How many bytes the live objects of each class take.
 *
 * @param bytesByClass by the name of the class, as the JVM writes it
 */
record LiveObjects(SortedMap<String, Long> bytesByClass) {

  /** A line of the histogram: number, instances, bytes, class and perhaps its module. */
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

  LiveObjects {
    bytesByClass = new TreeMap<>(bytesByClass);
  }

  /** How much one class has grown. */
  record Growth(String className, long before, long after) {

    long bytes() {
      return after - before;
    }
  }

  /** Those of this JVM; collects garbage before. */
  static LiveObjects now() {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return parse((String) histogram);
    } catch (JMException e) {
      throw new IllegalStateException("This JVM gives no histogram of its classes", e);
    }
  }

  /**
   * Reads a histogram as {@code jcmd PID GC.class_histogram} prints it. Classes of the same name,
   * which different loaders may have, are added up.
   *
   * @throws IllegalArgumentException if there is no class in it
   */
  static LiveObjects parse(String histogram) {
    SortedMap<String, Long> bytes = new TreeMap<>();
    for (String line : histogram.lines().toList()) {
      Matcher row = LINE.matcher(line);
      if (row.matches()) {
        bytes.merge(row.group(2), Long.parseLong(row.group(1)), Long::sum);
      }
    }
    if (bytes.isEmpty()) {
      throw new IllegalArgumentException("This is no histogram of classes: " + histogram);
    }
    return new LiveObjects(bytes);
  }

  /** Of all classes. */
  long totalBytes() {
    return bytesByClass.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The classes whose objects take more than before, those first that have grown most. */
  List<Growth> grownSince(LiveObjects before) {
    List<Growth> grown = new ArrayList<>();
    bytesByClass.forEach(
        (name, after) -> {
          Growth growth = new Growth(name, before.bytesByClass.getOrDefault(name, 0L), after);
          if (growth.bytes() > 0) {
            grown.add(growth);
          }
        });
    grown.sort(Comparator.comparingLong(Growth::bytes).reversed());
    return grown;
  }
}
