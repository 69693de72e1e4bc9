package io.millrace.sdk.state;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The kinds of state that there are. */
public enum StateKind {
  /** {@link ValueState}. */
  VALUE(ValueState.class, false, 0),
  /** {@link BagState}. */
  BAG(BagState.class, false, 0),
  /** {@link SetState}. */
  SET(SetState.class, true, 0),
  /** {@link MapState}. */
  MAP(MapState.class, true, 0, 1),
  /** {@link MultimapState}. */
  MULTIMAP(MultimapState.class, true, 0, 1),
  /** {@link OrderedListState}. */
  ORDERED_LIST(OrderedListState.class, false, 0),
  /** {@link CombiningState}. Only its accumulator is stored. */
  COMBINING(CombiningState.class, false, 1);

  private final Class<?> stateType;
  private final boolean comparesFirst;
  private final ImmutableList<Integer> codedArguments;

  StateKind(Class<?> stateType, boolean comparesFirst, Integer... codedArguments) {
    this.stateType = stateType;
    this.comparesFirst = comparesFirst;
    this.codedArguments = ImmutableList.copyOf(codedArguments);
  }

  /** The interface that functions see. */
  public Class<?> stateType() {
    return stateType;
  }

  /**
   * Which type arguments of {@link #stateType} are stored, by position: a specification has a coder
   * for each of them, in this order.
   */
  public List<Integer> codedArguments() {
    return codedArguments;
  }

  /**
   * Whether what the first coder encodes is compared by its encoded form, so that the coder must be
   * deterministic.
   */
  public boolean comparesEncodedForms() {
    return comparesFirst;
  }
}
