package io.millrace.sdk.graph;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.FunctionSpec;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.WindowingStrategy;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Java objects out of a model's components, for runners. Not thread-safe. */
public final class ModelRehydration {

  private final Components components;
  private final ClassLoader userCode;
  private final Map<String, Coder<?>> coders = new HashMap<>();
  private final Map<String, WindowingStrategy<?, ?>> strategies = new HashMap<>();

  /** A reader of the given components; user code comes from the thread's context class loader. */
  public ModelRehydration(Components components) {
    this.components = components;
    ClassLoader ofContext = Thread.currentThread().getContextClassLoader();
    this.userCode = ofContext != null ? ofContext : ModelRehydration.class.getClassLoader();
  }

  /**
   * The coder with the given id.
   *
   * @throws IllegalArgumentException if there is none or its URN is not known
   */
  public Coder<?> coder(String id) {
    Coder<?> coder = coders.get(id);
    if (coder == null) {
      io.millrace.model.v1.Coder proto = components.getCodersMap().get(id);
      if (proto == null) {
        throw new IllegalArgumentException("The pipeline has no coder with the id " + id);
      }
      coder = CoderTranslation.fromProto(proto, this::coder);
      coders.put(id, coder);
    }
    return coder;
  }

  /** The coder of the collection with the given id. */
  public Coder<?> coderOf(String collectionId) {
    return coder(collection(collectionId).getCoderId());
  }

  /** The windowing strategy of the collection with the given id. */
  public WindowingStrategy<?, ?> windowingOf(String collectionId) {
    return windowingStrategy(collection(collectionId).getWindowingStrategyId());
  }

  /** The windowing strategy with the given id. */
  public WindowingStrategy<?, ?> windowingStrategy(String id) {
    WindowingStrategy<?, ?> strategy = strategies.get(id);
    if (strategy == null) {
      io.millrace.model.v1.WindowingStrategy proto = components.getWindowingStrategiesMap().get(id);
      if (proto == null) {
        throw new IllegalArgumentException("The pipeline has no windowing strategy with id " + id);
      }
      strategy = WindowingStrategyTranslation.fromProto(proto, userCode);
      strategies.put(id, strategy);
    }
    return strategy;
  }

  /**
   * The state of a ParDo by id, with all coders, in the order of the ids.
   *
   * @throws IllegalArgumentException if it holds something that this version does not know
   */
  public SortedMap<String, StateSpec<?>> stateSpecs(ParDoPayload parDo) {
    SortedMap<String, StateSpec<?>> specs = new TreeMap<>();
    parDo
        .getStateSpecsMap()
        .forEach((id, proto) -> specs.put(id, StateTranslation.fromProto(id, proto, this::coder)));
    return specs;
  }

  /**
   * The timers and timer families of a ParDo by id, in the order of the ids.
   *
   * @throws IllegalArgumentException if it holds something that this version does not know
   */
  public static SortedMap<String, TimerSpec> timerSpecs(ParDoPayload parDo) {
    SortedMap<String, TimerSpec> specs = new TreeMap<>();
    parDo
        .getTimerFamilySpecsMap()
        .forEach((id, proto) -> specs.put(id, StateTranslation.fromProto(id, proto)));
    return specs;
  }

  /**
   * A fresh instance of a serialised Java function.
   *
   * @param urn the only URN that is understood here
   */
  public static <T> T javaFunction(FunctionSpec spec, String urn, Class<T> type) {
    if (!spec.getUrn().equals(urn)) {
      throw new IllegalArgumentException(
          "Expected a function given as " + urn + " but found " + spec.getUrn());
    }
    return type.cast(
        SerializableUtils.deserializeFromByteArray(
            spec.getPayload().toByteArray(), type.getSimpleName()));
  }

  private io.millrace.model.v1.PCollection collection(String id) {
    io.millrace.model.v1.PCollection collection = components.getPcollectionsMap().get(id);
    if (collection == null) {
      throw new IllegalArgumentException("The pipeline has no PCollection with the id " + id);
    }
    return collection;
  }
}
