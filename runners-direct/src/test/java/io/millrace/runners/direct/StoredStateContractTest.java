package io.millrace.runners.direct;

import io.millrace.runners.host.run.CheckOptions.Bundles;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.RunnerUnderTest;
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
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the contract says about state and timers is kept with state in RocksDB as well. */
@ParameterizedClass
@EnumSource(BundleShape.class)
class StoredStateContractTest implements RunnerUnderTest {

  @Parameter BundleShape shape;

  @Override
  public PipelineOptions options(BundleShape given) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(2);
    options.setBundles(Bundles.valueOf(given.name()));
    options.setState("rocksdb");
    if (given == BundleShape.RANDOM) {
      options.setSeed(BundleShape.seed());
    }
    return options;
  }

  @Override
  public Set<Feature> unsupported() {
    return EnumSet.of(Feature.UNBOUNDED_SINKS);
  }

  private Setting setting() {
    return new Setting(this, Objects.requireNonNull(shape, "JUnit did not set the shape"));
  }

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
  final class TimeToLive extends TimeToLiveContract {
    TimeToLive() {
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
  final class Expiration extends ExpirationContract {
    Expiration() {
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
