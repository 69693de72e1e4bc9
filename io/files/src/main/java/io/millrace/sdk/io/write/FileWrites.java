package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transforms that writing files is made of. */
public final class FileWrites {

  private FileWrites() {}

  /**
   * Writes a collection.
   *
   * @param transform names the transform in messages
   * @param windowed whether to write window by window
   * @return the names of the files, once they are there
   * @throws IllegalArgumentException if the collection is written window by window and the output
   *     does not say how many files there are for each
   */
  public static <T extends @Nullable Object> PCollection<KV<@Nullable Void, String>> write(
      String transform, PCollection<T> input, FileOutput<T> output, boolean windowed) {
    if (windowed) {
      return writeWindows(transform, input, output);
    }
    if (output.numShards() == FileOutput.ANY_NUMBER) {
      return input.apply("WriteFiles", Write.to(new ElementFileSink<>(output)));
    }
    return shards(input.apply("IntoOneWindow", intoOneWindow()), output)
        .apply("WriteFiles", Write.to(new ShardFileSink<>(output)));
  }

  /**
   * Each pane of a shard becomes a file, which is seen when a checkpoint is complete that has it.
   */
  private static <T extends @Nullable Object> PCollection<KV<@Nullable Void, String>> writeWindows(
      String transform, PCollection<T> input, FileOutput<T> output) {
    if (output.numShards() == FileOutput.ANY_NUMBER) {
      throw new IllegalArgumentException(
          String.format(
              "%s writes %s window by window, and needs to know how many files to write for each:"
                  + " add .withNumShards(...)",
              transform, input.getName()));
    }
    return shards(input, output)
        .apply("NameFiles", ParDo.of(new NameFiles<T>(output.names(), output.numShards())))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(input.getCoder())))
        .apply("WriteFiles", Write.to(new NamedFileSink<>(output)));
  }

  private static <T extends @Nullable Object> PCollection<KV<Integer, Iterable<T>>> shards(
      PCollection<T> input, FileOutput<T> output) {
    return input
        .apply("AssignShards", ParDo.of(new AssignShards<T>(output.numShards())))
        .setCoder(KvCoder.of(VarIntCoder.of(), input.getCoder()))
        .apply("GroupByShard", GroupByKey.create());
  }

  /** Whether a collection can only be written window by window: whether it never ends. */
  public static boolean mustBeWindowed(PCollection<?> input) {
    return input.isBounded() == IsBounded.UNBOUNDED && !endsNow(input);
  }

  private static boolean endsNow(PCollection<?> input) {
    return StreamingOptions.Mode.of(input.getPipeline().getOptions())
        == StreamingOptions.Mode.AVAILABLE_NOW;
  }

  private static <T extends @Nullable Object> Window<T> intoOneWindow() {
    return Window.<T>into(new GlobalWindows())
        .triggering(DefaultTrigger.of())
        .withAllowedLateness(java.time.Duration.ZERO)
        .discardingFiredPanes();
  }

  /** Deals out elements, each to the next shard; begins anywhere, so that small tasks differ. */
  private static final class AssignShards<T extends @Nullable Object>
      extends DoFn<T, KV<Integer, T>> {
    private static final long serialVersionUID = 1;

    private final int numShards;
    private transient int next;
    private transient boolean begun;

    AssignShards(int numShards) {
      this.numShards = numShards;
    }

    @ProcessElement
    public void process(@Element T element, OutputReceiver<KV<Integer, T>> receiver) {
      if (!begun) {
        begun = true;
        next = Math.floorMod(Objects.hashCode(element), numShards);
      }
      receiver.output(KV.of(next, element));
      next = next + 1 == numShards ? 0 : next + 1;
    }
  }

  /** Puts the name of its file beside each pane of a shard. */
  private static final class NameFiles<T extends @Nullable Object>
      extends DoFn<KV<Integer, Iterable<T>>, KV<String, Iterable<T>>> {
    private static final long serialVersionUID = 1;

    private final ShardNames names;
    private final int numShards;

    NameFiles(ShardNames names, int numShards) {
      this.names = names;
      this.numShards = numShards;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<T>> shard,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<KV<String, Iterable<T>>> receiver) {
      String name = names.name(window, pane, shard.getKey(), numShards).toString();
      receiver.output(KV.of(name, shard.getValue()));
    }
  }
}
