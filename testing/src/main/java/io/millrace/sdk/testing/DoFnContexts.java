package io.millrace.sdk.testing;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contexts and receivers of a function under test. */
final class DoFnContexts<InputT extends @Nullable Object, OutputT extends @Nullable Object> {

  private final DoFnArguments<InputT, OutputT> arguments;
  private final TupleTag<OutputT> mainTag;
  private final CollectedOutputs outputs;

  DoFnContexts(
      DoFnArguments<InputT, OutputT> arguments,
      TupleTag<OutputT> mainTag,
      CollectedOutputs outputs) {
    this.arguments = arguments;
    this.mainTag = mainTag;
    this.outputs = outputs;
  }

  DoFn.OutputReceiver<OutputT> mainReceiver() {
    return new Receiver<>(mainTag);
  }

  DoFn.MultiOutputReceiver receivers() {
    return new DoFn.MultiOutputReceiver() {
      @Override
      public <T extends @Nullable Object> DoFn.OutputReceiver<T> get(TupleTag<T> tag) {
        return new Receiver<>(tag);
      }
    };
  }

  DoFn<InputT, OutputT>.StartBundleContext startBundle() {
    return arguments.fn().new StartBundleContext() {
      @Override
      public PipelineOptions getPipelineOptions() {
        return arguments.options();
      }
    };
  }

  DoFn<InputT, OutputT>.FinishBundleContext finishBundle() {
    return arguments.fn().new FinishBundleContext() {
      @Override
      public PipelineOptions getPipelineOptions() {
        return arguments.options();
      }

      @Override
      public void output(OutputT output, Instant timestamp, BoundedWindow window) {
        output(mainTag, output, timestamp, window);
      }

      @Override
      public <T extends @Nullable Object> void output(
          TupleTag<T> tag, T output, Instant timestamp, BoundedWindow window) {
        outputs.add(tag, output, timestamp, List.of(window), PaneInfo.NO_FIRING);
      }
    };
  }

  DoFn<InputT, OutputT>.ProcessContext process() {
    return arguments.fn().new ProcessContext() {
      @Override
      public PipelineOptions getPipelineOptions() {
        return arguments.options();
      }

      @Override
      public InputT element() {
        return arguments.current().value();
      }

      @Override
      @SuppressWarnings({"unchecked", "NullAway"}) // as it was set for this very view
      public <T extends @Nullable Object> T sideInput(PCollectionView<T> view) {
        return (T) arguments.sideInputs().read(view, arguments.current().window());
      }

      @Override
      public Instant timestamp() {
        return arguments.current().timestamp();
      }

      @Override
      public PaneInfo pane() {
        return arguments.current().pane();
      }

      @Override
      protected DoFn.OutputReceiver<OutputT> receiver() {
        return mainReceiver();
      }

      @Override
      protected <T extends @Nullable Object> DoFn.OutputReceiver<T> receiver(TupleTag<T> tag) {
        return new Receiver<>(tag);
      }
    };
  }

  private final class Receiver<T extends @Nullable Object> implements DoFn.OutputReceiver<T> {

    private final TupleTag<T> tag;

    Receiver(TupleTag<T> tag) {
      this.tag = tag;
    }

    @Override
    public void output(T output) {
      outputWithTimestamp(output, arguments.current().timestamp());
    }

    @Override
    public void outputWithTimestamp(T output, Instant timestamp) {
      Observed<InputT> current = arguments.current();
      outputWindowedValue(output, timestamp, List.of(current.window()), current.pane());
    }

    @Override
    public void outputWindowedValue(
        T output, Instant timestamp, Collection<? extends BoundedWindow> windows, PaneInfo pane) {
      outputs.add(tag, output, arguments.checked(timestamp), windows, pane);
    }
  }
}
