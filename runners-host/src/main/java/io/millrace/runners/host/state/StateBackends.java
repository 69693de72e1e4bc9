package io.millrace.runners.host.state;

import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.options.PipelineOptions;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The backends on the class path. */
public final class StateBackends {

  /** The name of what is no backend. */
  public static final String HEAP = "heap";

  private static final long LEAST_CACHE_BYTES = 1 << 20;

  /** In which library a backend of this project is. */
  private static final Map<String, String> LIBRARIES =
      Map.of("rocksdb", "io.millrace:millrace-runners-rocksdb");

  private StateBackends() {}

  /**
   * The backend that options ask for.
   *
   * @return nothing for the heap
   * @throws InvalidOptionException if there is no such backend on the class path; names the library
   *     that has it
   */
  public static Optional<StateBackend> of(PipelineOptions options) {
    StateOptions state = options.as(StateOptions.class);
    if (state.getStateCacheBytes() < LEAST_CACHE_BYTES) {
      throw new InvalidOptionException(
          "--stateCacheBytes="
              + state.getStateCacheBytes()
              + " must be at least "
              + LEAST_CACHE_BYTES
              + "; leave it out for a size that suits most");
    }
    String name = state.getState();
    if (name.equals(HEAP)) {
      return Optional.empty();
    }
    TreeMap<String, StateBackend> known = new TreeMap<>();
    load().forEach(backend -> known.putIfAbsent(backend.name(), backend));
    StateBackend found = known.get(name);
    if (found == null) {
      throw new InvalidOptionException(message(name, known));
    }
    return Optional.of(found);
  }

  /** Those that the calling thread's class loader sees, or else this class's own. */
  private static ServiceLoader<StateBackend> load() {
    @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
    return ServiceLoader.load(
        StateBackend.class, context != null ? context : StateBackends.class.getClassLoader());
  }

  private static String message(String name, Map<String, StateBackend> known) {
    String library = LIBRARIES.get(name);
    if (library != null) {
      return "--state="
          + name
          + " needs the library "
          + library
          + " on the class path, which is not there. Add it, or keep state on the heap with --state="
          + HEAP
          + ".";
    }
    TreeMap<String, String> names = new TreeMap<>(LIBRARIES);
    names.keySet().removeAll(known.keySet());
    StringBuilder message =
        new StringBuilder("--state=" + name + " is not valid: there is " + HEAP);
    known.keySet().forEach(each -> message.append(", ").append(each));
    names.forEach(
        (each, needed) -> message.append(", and ").append(each).append(" with ").append(needed));
    return message.toString();
  }
}
