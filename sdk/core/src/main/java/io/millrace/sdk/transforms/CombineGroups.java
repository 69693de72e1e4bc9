package io.millrace.sdk.transforms;

import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;

/** Combines the values of each group. */
final class CombineGroups<
        K extends @Nullable Object,
        InputT extends @Nullable Object,
        OutputT extends @Nullable Object>
    extends DoFn<KV<K, ? extends Iterable<InputT>>, KV<K, OutputT>> {
  private static final long serialVersionUID = 1;

  private final GlobalCombineFn<InputT, ?, OutputT> fn;

  CombineGroups(GlobalCombineFn<InputT, ?, OutputT> fn) {
    this.fn = fn;
  }

  @ProcessElement
  public void processElement(ProcessContext c) {
    KV<K, ? extends Iterable<InputT>> group = c.element();
    c.output(KV.of(group.getKey(), combined(group.getValue(), c)));
  }

  private OutputT combined(Iterable<InputT> values, ProcessContext c) {
    if (fn instanceof CombineFnWithContext<InputT, ?, OutputT> withContext) {
      return withContext.apply(values, new ContextOfElement(c));
    }
    return ((Combine.CombineFn<InputT, ?, OutputT>) fn).apply(values);
  }

  private static final class ContextOfElement extends CombineWithContext.Context {
    private final DoFn<?, ?>.ProcessContext c;

    ContextOfElement(DoFn<?, ?>.ProcessContext c) {
      this.c = c;
    }

    @Override
    public PipelineOptions getPipelineOptions() {
      return c.getPipelineOptions();
    }

    @Override
    public <T extends @Nullable Object> T sideInput(PCollectionView<T> view) {
      return c.sideInput(view);
    }
  }
}
