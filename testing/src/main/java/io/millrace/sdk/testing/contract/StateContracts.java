package io.millrace.sdk.testing.contract;

import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.state.ClockTimerContract;
import io.millrace.sdk.testing.contract.state.ExpirationContract;
import io.millrace.sdk.testing.contract.state.OrderedInputContract;
import io.millrace.sdk.testing.contract.state.StateCollectionsContract;
import io.millrace.sdk.testing.contract.state.StateContract;
import io.millrace.sdk.testing.contract.state.TimeToLiveContract;
import io.millrace.sdk.testing.contract.state.TimedJoinContract;
import io.millrace.sdk.testing.contract.state.TimerContract;
import io.millrace.sdk.testing.contract.state.TimerOrderContract;
import org.junit.jupiter.api.Nested;

/**
 * What the contract says about state and timers, for what has a say in how they are kept. Whoever
 * extends it says where the tests run.
 */
public abstract class StateContracts {

  /** The tests of a class that extends this one. */
  protected StateContracts() {}

  /** Where the tests run. */
  protected abstract Setting setting();

  @Nested
  final class State extends StateContract {
    State() {
      super(setting());
    }
  }

  @Nested
  final class StateCollections extends StateCollectionsContract {
    StateCollections() {
      super(setting());
    }
  }

  @Nested
  final class TimeToLive extends TimeToLiveContract {
    TimeToLive() {
      super(setting());
    }
  }

  @Nested
  final class Timer extends TimerContract {
    Timer() {
      super(setting());
    }
  }

  @Nested
  final class TimerOrder extends TimerOrderContract {
    TimerOrder() {
      super(setting());
    }
  }

  @Nested
  final class ClockTimer extends ClockTimerContract {
    ClockTimer() {
      super(setting());
    }
  }

  @Nested
  final class Expiration extends ExpirationContract {
    Expiration() {
      super(setting());
    }
  }

  @Nested
  final class OrderedInput extends OrderedInputContract {
    OrderedInput() {
      super(setting());
    }
  }

  @Nested
  final class TimedJoin extends TimedJoinContract {
    TimedJoin() {
      super(setting());
    }
  }
}
