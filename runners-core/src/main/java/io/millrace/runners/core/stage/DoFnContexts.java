package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What functions are handed that take all they need in one object. */
final class DoFnContexts<InputT extends @Nullable Object, OutputT extends @Nullable Object> {

  private final DoFn<InputT, OutputT> fn;
  private final DoFnPosition<InputT, OutputT> position;

  DoFnContexts(DoFn<InputT, OutputT> fn, DoFnPosition<InputT, OutputT> position) {
    this.fn = fn;
    this.position = position;
  }

  DoFn<InputT, OutputT>.StartBundleContext startBundle() {
    return fn.new StartBundleContext() {
      @Override
      public PipelineOptions getPipelineOptions() {
        return position.options();
      }
    };
  }

  DoFn<InputT, OutputT>.FinishBundleContext finishBundle() {
    return fn.new FinishBundleContext() {
      @Override
      public PipelineOptions getPipelineOptions() {
        return position.options();
      }

      @Override
      public void output(OutputT output, Instant timestamp, BoundedWindow window) {
        emit(position.mainPort(), output, timestamp, window);
      }

      @Override
      public <T extends @Nullable Object> void output(
          TupleTag<T> tag, T output, Instant timestamp, BoundedWindow window) {
        emit(position.port(tag), output, timestamp, window);
      }
    };
  }

  private <T extends @Nullable Object> void emit(
      DoFn.OutputReceiver<T> port, T output, Instant timestamp, BoundedWindow window) {
    position.outsideOfElements();
    port.outputWindowedValue(output, timestamp, List.of(window), PaneInfo.NO_FIRING);
  }

  DoFn<InputT, OutputT>.ProcessContext process() {
    DoFn.OutputReceiver<OutputT> main = position.mainPort();
    return fn.new ProcessContext() {
      @Override
      public InputT element() {
        return position.element();
      }

      @Override
      public <T extends @Nullable Object> T sideInput(PCollectionView<T> view) {
        return Typed.value(position.sideInput(view.getTagInternal().getId()));
      }

      @Override
      public Instant timestamp() {
        return position.timestamp();
      }

      @Override
      public PaneInfo pane() {
        return position.pane();
      }

      @Override
      public PipelineOptions getPipelineOptions() {
        return position.options();
      }

      @Override
      protected DoFn.OutputReceiver<OutputT> receiver() {
        return main;
      }

      @Override
      protected <T extends @Nullable Object> DoFn.OutputReceiver<T> receiver(TupleTag<T> tag) {
        return position.port(tag);
      }
    };
  }

  DoFn<InputT, OutputT>.OnTimerContext onTimer() {
    DoFn.OutputReceiver<OutputT> main = position.mainPort();
    return fn.new OnTimerContext() {
      @Override
      public Instant timestamp() {
        return position.timestamp();
      }

      @Override
      public Instant fireTimestamp() {
        return position.fireTimestamp();
      }

      @Override
      public BoundedWindow window() {
        return position.window();
      }

      @Override
      public TimeDomain timeDomain() {
        return position.timeDomain();
      }

      @Override
      public PipelineOptions getPipelineOptions() {
        return position.options();
      }

      @Override
      protected DoFn.OutputReceiver<OutputT> receiver() {
        return main;
      }

      @Override
      protected <T extends @Nullable Object> DoFn.OutputReceiver<T> receiver(TupleTag<T> tag) {
        return position.port(tag);
      }
    };
  }

  DoFn<InputT, OutputT>.OnWindowExpirationContext onWindowExpiration() {
    DoFn.OutputReceiver<OutputT> main = position.mainPort();
    return fn.new OnWindowExpirationContext() {
      @Override
      public BoundedWindow window() {
        return position.window();
      }

      @Override
      public PipelineOptions getPipelineOptions() {
        return position.options();
      }

      @Override
      protected DoFn.OutputReceiver<OutputT> receiver() {
        return main;
      }

      @Override
      protected <T extends @Nullable Object> DoFn.OutputReceiver<T> receiver(TupleTag<T> tag) {
        return position.port(tag);
      }
    };
  }
}
