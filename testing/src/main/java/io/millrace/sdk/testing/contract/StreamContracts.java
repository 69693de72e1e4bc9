package io.millrace.sdk.testing.contract;

import io.millrace.sdk.testing.contract.streams.EndlessSideInputContract;
import io.millrace.sdk.testing.contract.streams.ScriptContract;
import io.millrace.sdk.testing.contract.streams.WatermarkContract;
import io.millrace.sdk.testing.contract.windows.LateDataContract;
import io.millrace.sdk.testing.contract.windows.LatenessContract;
import io.millrace.sdk.testing.contract.windows.PaneContract;
import io.millrace.sdk.testing.contract.windows.SessionContract;
import io.millrace.sdk.testing.contract.windows.TriggerContract;
import io.millrace.sdk.testing.contract.windows.WindowContract;
import org.junit.jupiter.api.Nested;

/**
 * What the contract says about programs that follow a script of events, whose results depend on
 * nothing else: they are the same whatever fails meanwhile.
 */
public abstract class StreamContracts extends StateContracts {

  /** The tests of a class that extends this one. */
  protected StreamContracts() {}

  @Nested
  final class Window extends WindowContract {
    Window() {
      super(setting());
    }
  }

  @Nested
  final class Pane extends PaneContract {
    Pane() {
      super(setting());
    }
  }

  @Nested
  final class Trigger extends TriggerContract {
    Trigger() {
      super(setting());
    }
  }

  @Nested
  final class Session extends SessionContract {
    Session() {
      super(setting());
    }
  }

  @Nested
  final class Lateness extends LatenessContract {
    Lateness() {
      super(setting());
    }
  }

  @Nested
  final class LateData extends LateDataContract {
    LateData() {
      super(setting());
    }
  }

  @Nested
  final class Script extends ScriptContract {
    Script() {
      super(setting());
    }
  }

  @Nested
  final class Watermark extends WatermarkContract {
    Watermark() {
      super(setting());
    }
  }

  @Nested
  final class EndlessSideInput extends EndlessSideInputContract {
    EndlessSideInput() {
      super(setting());
    }
  }
}
