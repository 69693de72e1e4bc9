package io.millrace.sdk.testing.contract;

import io.millrace.sdk.testing.contract.elements.AssertionContract;
import io.millrace.sdk.testing.contract.elements.CoGroupByKeyContract;
import io.millrace.sdk.testing.contract.elements.CombineContract;
import io.millrace.sdk.testing.contract.elements.CreateContract;
import io.millrace.sdk.testing.contract.elements.FlattenContract;
import io.millrace.sdk.testing.contract.elements.GroupByKeyContract;
import io.millrace.sdk.testing.contract.elements.LifecycleContract;
import io.millrace.sdk.testing.contract.elements.MetricsContract;
import io.millrace.sdk.testing.contract.elements.ParDoContract;
import io.millrace.sdk.testing.contract.elements.RedistributeContract;
import io.millrace.sdk.testing.contract.elements.SideInputContract;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.RunnerUnderTest;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.streams.CancelContract;
import io.millrace.sdk.testing.contract.streams.PeriodicContract;
import io.millrace.sdk.testing.contract.streams.SinkContract;
import io.millrace.sdk.testing.contract.streams.SourceContract;
import io.millrace.sdk.testing.contract.streams.SplittableContract;
import io.millrace.sdk.testing.contract.streams.WaitContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole contract, for one runner, in bundles of each shape. A runner's tests contain one class
 * that extends it:
 *
 * <pre>{@code
 * class MyRunnerContractTest extends RunnerContract {
 *   @Override
 *   public PipelineOptions options(BundleShape shape) {
 *     MyOptions options = PipelineOptionsFactory.as(MyOptions.class);
 *     options.setRunner(MyRunner.class);
 *     options.setBundleSize(shape == BundleShape.ONE_ELEMENT ? 1 : 1000);
 *     return options;
 *   }
 *
 *   @Override
 *   public Set<Feature> unsupported() {
 *     return EnumSet.of(Feature.SPLITTABLE);
 *   }
 * }
 * }</pre>
 *
 * <p>A class that tries one more way to run what another has tried in all shapes may do with fewer:
 * it declares {@code shapes()} as well.
 *
 * <p>Tests that are added here are from then on tests of every runner.
 */
@ParameterizedClass
@MethodSource("shapes")
public abstract class RunnerContract extends StreamContracts implements RunnerUnderTest {

  @Parameter @Nullable BundleShape shape;

  /** The shapes in which each test runs. */
  protected static BundleShape[] shapes() {
    return BundleShape.values();
  }

  /** The contract; options and refusals are those of the class that extends this one. */
  protected RunnerContract() {}

  @Override
  protected final Setting setting() {
    BundleShape given = shape;
    if (given == null) {
      throw new IllegalStateException("JUnit did not set the shape of bundles");
    }
    return new Setting(this, given);
  }

  @Nested
  final class ParDo extends ParDoContract {
    ParDo() {
      super(setting());
    }
  }

  @Nested
  final class Lifecycle extends LifecycleContract {
    Lifecycle() {
      super(setting());
    }
  }

  @Nested
  final class Create extends CreateContract {
    Create() {
      super(setting());
    }
  }

  @Nested
  final class Flatten extends FlattenContract {
    Flatten() {
      super(setting());
    }
  }

  @Nested
  final class GroupByKey extends GroupByKeyContract {
    GroupByKey() {
      super(setting());
    }
  }

  @Nested
  final class Combine extends CombineContract {
    Combine() {
      super(setting());
    }
  }

  @Nested
  final class SideInput extends SideInputContract {
    SideInput() {
      super(setting());
    }
  }

  @Nested
  final class CoGroupByKey extends CoGroupByKeyContract {
    CoGroupByKey() {
      super(setting());
    }
  }

  @Nested
  final class Redistribute extends RedistributeContract {
    Redistribute() {
      super(setting());
    }
  }

  @Nested
  final class Metrics extends MetricsContract {
    Metrics() {
      super(setting());
    }
  }

  @Nested
  final class Assertion extends AssertionContract {
    Assertion() {
      super(setting());
    }
  }

  @Nested
  final class Source extends SourceContract {
    Source() {
      super(setting());
    }
  }

  @Nested
  final class Sink extends SinkContract {
    Sink() {
      super(setting());
    }
  }

  @Nested
  final class Wait extends WaitContract {
    Wait() {
      super(setting());
    }
  }

  @Nested
  final class Periodic extends PeriodicContract {
    Periodic() {
      super(setting());
    }
  }

  @Nested
  final class Splittable extends SplittableContract {
    Splittable() {
      super(setting());
    }
  }

  @Nested
  final class Cancel extends CancelContract {
    Cancel() {
      super(setting());
    }
  }
}
