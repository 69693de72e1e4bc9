package io.millrace.sdk.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Declares a cell of state, as the value of a final field of a {@link
 * io.millrace.sdk.transforms.DoFn}; made by {@link StateSpecs}. Immutable.
 *
 * <pre>{@code
 * class CountVisits extends DoFn<KV<String, Visit>, KV<String, Integer>> {
 *   @StateId("count")
 *   private final StateSpec<ValueState<Integer>> count =
 *       StateSpecs.<Integer>value().withTtl(Duration.ofDays(30));
 *
 *   @ProcessElement
 *   public void processElement(
 *       @Element KV<String, Visit> visit,
 *       @StateId("count") ValueState<Integer> count,
 *       OutputReceiver<KV<String, Integer>> out) {
 *     Integer before = count.read();
 *     int now = before == null ? 1 : before + 1;
 *     count.write(now);
 *     out.output(KV.of(visit.getKey(), now));
 *   }
 * }
 * }</pre>
 *
 * @param <StateT> the interface that the function sees
 */
public final class StateSpec<StateT extends State> implements Serializable {

  private static final long serialVersionUID = 1;

  private final StateKind kind;
  private final @Nullable GlobalCombineFn<?, ?, ?> combineFn;

  // An ArrayList in fact: serialisable.
  @SuppressWarnings("serial")
  private final List<@Nullable Coder<?>> coders;

  private final @Nullable StateTtl ttl;

  private StateSpec(
      StateKind kind,
      @Nullable GlobalCombineFn<?, ?, ?> combineFn,
      List<? extends @Nullable Coder<?>> coders,
      @Nullable StateTtl ttl) {
    this.kind = kind;
    this.combineFn = combineFn;
    this.coders = Collections.unmodifiableList(new ArrayList<@Nullable Coder<?>>(coders));
    this.ttl = ttl;
  }

  /** A specification with the coders given, which are all or none. */
  static <StateT extends State> StateSpec<StateT> of(
      StateKind kind, @Nullable GlobalCombineFn<?, ?, ?> combineFn, Coder<?>... given) {
    List<? extends @Nullable Coder<?>> coders =
        given.length > 0
            ? Arrays.asList(given)
            : Collections.<@Nullable Coder<?>>nCopies(kind.codedArguments().size(), null);
    return new StateSpec<>(kind, combineFn, coders, null);
  }

  /**
   * A specification out of its parts, for what reads a model.
   *
   * @param combineFn for {@link StateKind#COMBINING} only, else null
   * @param coders one for each of {@link StateKind#codedArguments}
   * @throws IllegalArgumentException if the parts do not belong together
   */
  public static StateSpec<?> ofParts(
      StateKind kind,
      @Nullable GlobalCombineFn<?, ?, ?> combineFn,
      List<Coder<?>> coders,
      @Nullable StateTtl ttl) {
    boolean combines = combineFn instanceof CombineFn || combineFn instanceof CombineFnWithContext;
    if (coders.size() != kind.codedArguments().size()
        || combines != (kind == StateKind.COMBINING)) {
      throw new IllegalArgumentException(
          String.format(
              "State of the kind %s has %d coders and %s combine function, but given are the coders"
                  + " %s and the function %s",
              kind,
              kind.codedArguments().size(),
              kind == StateKind.COMBINING ? "a" : "no",
              coders,
              combineFn));
    }
    return new StateSpec<>(kind, combineFn, coders, ttl);
  }

  /** What kind of state it is. */
  public StateKind getKind() {
    return kind;
  }

  /** A coder, or null if none was given, for each of {@link StateKind#codedArguments}. */
  public List<@Nullable Coder<?>> getCoders() {
    return coders;
  }

  /** The function that combines values; null unless the kind is {@link StateKind#COMBINING}. */
  public @Nullable GlobalCombineFn<?, ?, ?> getCombineFn() {
    return combineFn;
  }

  /** How long state outlives its last writing; null if as long as its window. */
  public @Nullable StateTtl getTtl() {
    return ttl;
  }

  /**
   * The same, forgotten when it was not written for a time, in event time; see {@link StateTtl} for
   * what that means for each kind of state.
   *
   * @throws IllegalArgumentException if the duration is not positive
   */
  public StateSpec<StateT> withTtl(Duration ttl) {
    return withTtl(ttl, TimeDomain.EVENT_TIME);
  }

  /**
   * The same, forgotten when it was not written for a time, in event time or in processing time.
   *
   * @throws IllegalArgumentException if the duration is not positive or the time domain is another
   */
  public StateSpec<StateT> withTtl(Duration ttl, TimeDomain timeDomain) {
    return new StateSpec<>(kind, combineFn, coders, new StateTtl(ttl, timeDomain));
  }

  /** The same with all coders. */
  public StateSpec<StateT> withCoders(List<? extends Coder<?>> coders) {
    if (coders.size() != this.coders.size()) {
      throw new IllegalArgumentException(
          kind + " has " + this.coders.size() + " coders, but given are " + coders);
    }
    return new StateSpec<>(kind, combineFn, coders, ttl);
  }

  /**
   * Lets the binder make the cell.
   *
   * @param id the name of the cell within the function
   * @throws IllegalStateException if a coder is not known
   */
  @SuppressWarnings("unchecked") // the kind says which state this is a specification of
  public StateT bind(String id, StateBinder binder) {
    return (StateT)
        switch (kind) {
          case VALUE -> binder.bindValue(id, typed(), coder(0, id));
          case BAG -> binder.bindBag(id, typed(), coder(0, id));
          case SET -> binder.bindSet(id, typed(), coder(0, id));
          case MAP -> binder.bindMap(id, typed(), coder(0, id), coder(1, id));
          case MULTIMAP -> binder.bindMultimap(id, typed(), coder(0, id), coder(1, id));
          case ORDERED_LIST -> binder.bindOrderedList(id, typed(), coder(0, id));
          case COMBINING -> bindCombining(id, binder);
        };
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // as in bind; this kind has a function
  private State bindCombining(String id, StateBinder binder) {
    if (combineFn instanceof CombineFnWithContext) {
      return binder.bindCombiningWithContext(
          id,
          typed(),
          coder(0, id),
          (CombineFnWithContext<@Nullable Object, @Nullable Object, @Nullable Object>) combineFn);
    }
    return binder.bindCombining(
        id,
        typed(),
        coder(0, id),
        (CombineFn<@Nullable Object, @Nullable Object, @Nullable Object>) combineFn);
  }

  @SuppressWarnings("unchecked") // see bind
  private <OtherT extends State> StateSpec<OtherT> typed() {
    return (StateSpec<OtherT>) this;
  }

  @SuppressWarnings("unchecked") // see bind
  private <T extends @Nullable Object> Coder<T> coder(int index, String id) {
    Coder<?> coder = coders.get(index);
    if (coder == null) {
      throw new IllegalStateException(
          "The coders of the state " + id + " are not known: take the specification of the model");
    }
    return (Coder<T>) coder;
  }

  @Override
  public String toString() {
    return "StateSpec(" + kind + ", " + coders + (ttl == null ? "" : ", " + ttl) + ")";
  }
}
