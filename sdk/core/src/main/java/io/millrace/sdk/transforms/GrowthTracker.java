package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.GrowthState.KeyHash;
import io.millrace.sdk.transforms.GrowthState.Polls;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.SplitResult;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The work of one poll; all later polls can be left for later, and nothing else can be split. */
final class GrowthTracker<StateT extends @Nullable Object>
    extends RestrictionTracker<GrowthState<StateT>, GrowthTracker.Poll<StateT>> {

  /**
   * A poll that was made.
   *
   * @param found the keys of what is new
   * @param termination the state of the condition after it
   */
  record Poll<StateT extends @Nullable Object>(Set<KeyHash> found, StateT termination) {}

  private GrowthState<StateT> state;
  private @Nullable Poll<StateT> claimed;

  GrowthTracker(GrowthState<StateT> state) {
    this.state = state;
  }

  @Override
  public boolean tryClaim(Poll<StateT> poll) {
    if (claimed != null || state.polls() == Polls.NONE) {
      return false;
    }
    claimed = poll;
    return true;
  }

  @Override
  public GrowthState<StateT> currentRestriction() {
    return state;
  }

  @Override
  public @Nullable SplitResult<GrowthState<StateT>> trySplit(double fractionOfRemainder) {
    Poll<StateT> poll = claimed;
    boolean isLast = state.polls() == Polls.NONE || (state.polls() == Polls.ONCE && poll != null);
    if (isLast || fractionOfRemainder > 0) {
      return null;
    }
    GrowthState<StateT> rest = poll == null ? state : state.after(poll.found(), poll.termination());
    state = state.done();
    return SplitResult.of(state, rest);
  }

  @Override
  public void checkDone() {
    if (claimed == null && state.polls() != Polls.NONE) {
      throw new IllegalStateException("A poll was due, but none was claimed");
    }
  }

  @Override
  public IsBounded isBounded() {
    return state.polls() == Polls.FOR_EVER ? IsBounded.UNBOUNDED : IsBounded.BOUNDED;
  }
}
