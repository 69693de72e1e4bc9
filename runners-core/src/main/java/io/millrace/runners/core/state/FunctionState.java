package io.millrace.runners.core.state;

import io.millrace.runners.core.store.StateStore;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a function declares to keep, and the objects through which it gets at it: one for each cell
 * and timer, made once.
 */
public final class FunctionState {

  private final CurrentCall call = new CurrentCall();
  private final @Nullable StoreSpace space;
  private final Lifetimes lifetimes;
  private final DoFnSignature signature;
  private final Duration allowedSkew;
  private final Map<String, State> cells = new HashMap<>();
  private final CellShape shape;
  private final boolean keepsOnlyCells;
  private final Map<String, TimerDeclaration> timers = new LinkedHashMap<>();
  private final ScopeCodec codec;
  private @Nullable KeyedScopes scopes;

  /**
   * @param specs the state that the function declares, with all coders
   * @param timerSpecs timers and families that the function declares
   * @param allowedSkew how far outputs may go back behind what is processed
   * @param combineContext what combine functions with a context are given
   * @param strict whether values go through their coders on their way in and out
   * @param store where state is kept; null for on the heap
   */
  public FunctionState(
      DoFnSignature signature,
      SortedMap<String, StateSpec<?>> specs,
      SortedMap<String, TimerSpec> timerSpecs,
      Duration allowedSkew,
      CombineWithContext.Context combineContext,
      boolean strict,
      @Nullable StateStore store) {
    this.signature = signature;
    this.allowedSkew = allowedSkew;
    this.space = store == null ? null : new StoreSpace(store);
    this.lifetimes = space == null ? new HeapLifetimes(call) : space.lifetimes(call);
    HeapCells binder =
        space == null
            ? new HeapCells(call, lifetimes, combineContext, strict)
            : space.cells(call, lifetimes, combineContext, strict);
    List<Cell> cellsInOrder = new ArrayList<>();
    specs.forEach(
        (id, spec) -> {
          State cell = spec.bind(id, binder);
          cells.put(id, cell);
          cellsInOrder.add((Cell) cell);
        });
    this.shape = binder.shape();
    timerSpecs.forEach(
        (name, spec) -> {
          boolean family = signature.declarations().timerFamilies().containsKey(name);
          TimeDomain domain = spec.getTimeDomain();
          timers.put(name, new TimerDeclaration(timers.size(), name, domain, family));
        });
    this.codec = new ScopeCodec(cellsInOrder, List.copyOf(timers.values()));
    this.keepsOnlyCells =
        timers.isEmpty() && !binder.hasTtl() && !isTimeSorted() && !observesExpiration();
  }

  void attach(KeyedScopes scopes) {
    this.scopes = scopes;
  }

  KeyedScopes scopes() {
    KeyedScopes attached = scopes;
    if (attached == null) {
      throw new IllegalStateException("The function of this state is not at work yet");
    }
    return attached;
  }

  /** The cell of a state that the function declares. */
  public State cell(String id) {
    State cell = cells.get(id);
    if (cell == null) {
      throw new IllegalArgumentException(
          "There is no state \"" + id + "\", only " + cells.keySet());
    }
    return cell;
  }

  /** The timer that the function declares by this name. */
  public Timer timer(String name) {
    return new TimerView(this, declaration(name), name);
  }

  /** The family of timers that the function declares by this name. */
  public TimerMap timerFamily(String name) {
    return new TimerMapView(this, declaration(name));
  }

  private TimerDeclaration declaration(String name) {
    TimerDeclaration declaration = timers.get(name);
    if (declaration == null) {
      throw new IllegalArgumentException(
          "There is no timer \"" + name + "\", only " + timers.keySet());
    }
    return declaration;
  }

  CurrentCall call() {
    return call;
  }

  Lifetimes lifetimes() {
    return lifetimes;
  }

  /** Where state is kept; null for on the heap. */
  @Nullable StoreSpace space() {
    return space;
  }

  /** What is kept as bytes. */
  ScopeCodec codec() {
    return codec;
  }

  /** What the cells keep. */
  CellShape shape() {
    return shape;
  }

  /** Whether nothing is kept for a key in a window but cells, and until the window ends. */
  boolean keepsOnlyCells() {
    return keepsOnlyCells;
  }

  int timerCount() {
    return timers.size();
  }

  boolean hasFamilies() {
    return timers.values().stream().anyMatch(TimerDeclaration::isFamily);
  }

  /** Whether the function declares timers. */
  public boolean hasTimers() {
    return !timers.isEmpty();
  }

  /** Whether outputs without a timestamp have one: not in calls of timers without. */
  public boolean hasTimestamp() {
    return call.hasTimestamp();
  }

  boolean isTimeSorted() {
    return signature.requiresTimeSortedInput();
  }

  boolean observesExpiration() {
    return signature.onWindowExpiration() != null;
  }

  Duration allowedSkew() {
    return allowedSkew;
  }
}
