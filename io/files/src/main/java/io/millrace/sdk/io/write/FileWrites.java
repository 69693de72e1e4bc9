package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
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
   * @return the names of the files, once they are there
   * @throws IllegalArgumentException if the collection does not end
   */
  public static <T extends @Nullable Object> PCollection<KV<@Nullable Void, String>> write(
      String transform, PCollection<T> input, FileOutput<T> output) {
    if (input.isBounded() == IsBounded.UNBOUNDED && !endsNow(input)) {
      throw new IllegalArgumentException(
          String.format(
              "%s cannot write %s: it does not end, and writing files window by window is not"
                  + " supported; write a bounded collection, or what is there now with"
                  + " --mode=available-now",
              transform, input.getName()));
    }
    if (output.numShards() == FileOutput.ANY_NUMBER) {
      return input.apply("WriteFiles", Write.to(new ElementFileSink<>(output)));
    }
    return input
        .apply("IntoOneWindow", intoOneWindow())
        .apply("AssignShards", ParDo.of(new AssignShards<T>(output.numShards())))
        .setCoder(KvCoder.of(VarIntCoder.of(), input.getCoder()))
        .apply("GroupByShard", GroupByKey.create())
        .apply("WriteFiles", Write.to(new ShardFileSink<>(output)));
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
}
