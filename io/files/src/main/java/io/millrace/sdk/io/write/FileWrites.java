package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.GroupIntoBatches;
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
   * @return the names of the files by destination, once they are there
   * @throws IllegalArgumentException if the collection is written window by window and the output
   *     does not say how many files there are for each
   */
  public static <DestT extends @Nullable Object, T extends @Nullable Object>
      PCollection<KV<DestT, String>> write(
          String transform, PCollection<T> input, FileOutput<DestT, T> output, boolean windowed) {
    if (windowed) {
      return writeWindows(transform, input, output);
    }
    if (output.numShards() == FileOutput.ANY_NUMBER) {
      return input.apply("WriteFiles", Write.to(new ElementFileSink<>(output, input.getCoder())));
    }
    return shards(input.apply("IntoOneWindow", intoOneWindow()), output)
        .apply("GroupByShard", GroupByKey.create())
        .apply("WriteFiles", Write.to(new ShardFileSink<>(output, input.getCoder())));
  }

  /**
   * Each pane of a shard becomes a file, or each part of it if files get full; it is seen when a
   * checkpoint is complete that has it.
   */
  private static <DestT extends @Nullable Object, T extends @Nullable Object>
      PCollection<KV<DestT, String>> writeWindows(
          String transform, PCollection<T> input, FileOutput<DestT, T> output) {
    if (output.numShards() == FileOutput.ANY_NUMBER) {
      throw new IllegalArgumentException(
          String.format(
              "%s writes %s window by window, and needs to know how many files to write for each:"
                  + " add .withNumShards(...)",
              transform, input.getName()));
    }
    Destinations<DestT, T> destinations = output.destinations();
    return files(input, output)
        .setCoder(
            KvCoder.of(
                KvCoder.of(destinations.coder(), StringUtf8Coder.of()),
                IterableCoder.of(input.getCoder())))
        .apply("WriteFiles", Write.to(new NamedFileSink<>(output, input.getCoder())));
  }

  private static <DestT extends @Nullable Object, T extends @Nullable Object>
      PCollection<KV<KV<DestT, String>, Iterable<T>>> files(
          PCollection<T> input, FileOutput<DestT, T> output) {
    PCollection<KV<KV<DestT, Integer>, T>> shards = shards(input, output);
    if (output.rolling().rolls()) {
      return shards
          .apply(
              "FillFiles",
              GroupIntoBatches.<KV<DestT, Integer>, T>of(output.rolling().asBatches())
                  .withBatchNumbers())
          .apply("NameFiles", ParDo.of(new NameParts<>(output.destinations(), output.numShards())));
    }
    return shards
        .apply("GroupByShard", GroupByKey.create())
        .apply("NameFiles", ParDo.of(new NamePanes<>(output.destinations(), output.numShards())));
  }

  private static <DestT extends @Nullable Object, T extends @Nullable Object>
      PCollection<KV<KV<DestT, Integer>, T>> shards(
          PCollection<T> input, FileOutput<DestT, T> output) {
    Coder<DestT> destinationCoder = output.destinations().coder();
    return input
        .apply(
            "AssignShards", ParDo.of(new AssignShards<>(output.destinations(), output.numShards())))
        .setCoder(KvCoder.of(KvCoder.of(destinationCoder, VarIntCoder.of()), input.getCoder()));
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
  private static final class AssignShards<
          DestT extends @Nullable Object, T extends @Nullable Object>
      extends DoFn<T, KV<KV<DestT, Integer>, T>> {
    private static final long serialVersionUID = 1;

    private final Destinations<DestT, T> destinations;
    private final int numShards;
    private transient int next;
    private transient boolean begun;

    AssignShards(Destinations<DestT, T> destinations, int numShards) {
      this.destinations = destinations;
      this.numShards = numShards;
    }

    @ProcessElement
    public void process(@Element T element, OutputReceiver<KV<KV<DestT, Integer>, T>> receiver) {
      if (!begun) {
        begun = true;
        next = Math.floorMod(Objects.hashCode(element), numShards);
      }
      receiver.output(KV.of(KV.of(destinations.of(element), shard()), element));
      next++;
    }

    /** With many destinations in mixed order: as the elements come, so may the destinations. */
    private int shard() {
      int mixed = destinations.isOne() ? next : (next * 0x9E3779B9) >>> 8;
      return Math.floorMod(mixed, numShards);
    }
  }

  /** Puts the destination and the name of its file beside each pane of a shard. */
  private static final class NamePanes<DestT extends @Nullable Object, T extends @Nullable Object>
      extends DoFn<KV<KV<DestT, Integer>, Iterable<T>>, KV<KV<DestT, String>, Iterable<T>>> {
    private static final long serialVersionUID = 1;

    private final Destinations<DestT, T> destinations;
    private final int numShards;

    NamePanes(Destinations<DestT, T> destinations, int numShards) {
      this.destinations = destinations;
      this.numShards = numShards;
    }

    @ProcessElement
    public void process(
        @Element KV<KV<DestT, Integer>, Iterable<T>> shard,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<KV<KV<DestT, String>, Iterable<T>>> receiver) {
      DestT destination = shard.getKey().getKey();
      String name =
          destinations
              .names(destination)
              .name(window, pane, shard.getKey().getValue(), numShards, ShardNames.NO_PART)
              .toString();
      receiver.output(KV.of(KV.of(destination, name), shard.getValue()));
    }
  }

  /** Puts the destination and the name of its file beside each part of a shard. */
  private static final class NameParts<DestT extends @Nullable Object, T extends @Nullable Object>
      extends DoFn<
          KV<KV<KV<DestT, Integer>, Integer>, Iterable<T>>, KV<KV<DestT, String>, Iterable<T>>> {
    private static final long serialVersionUID = 1;

    private final Destinations<DestT, T> destinations;
    private final int numShards;

    NameParts(Destinations<DestT, T> destinations, int numShards) {
      this.destinations = destinations;
      this.numShards = numShards;
    }

    @ProcessElement
    public void process(
        @Element KV<KV<KV<DestT, Integer>, Integer>, Iterable<T>> part,
        BoundedWindow window,
        OutputReceiver<KV<KV<DestT, String>, Iterable<T>>> receiver) {
      DestT destination = part.getKey().getKey().getKey();
      int shard = part.getKey().getKey().getValue();
      String name =
          destinations
              .names(destination)
              .name(window, PaneInfo.NO_FIRING, shard, numShards, part.getKey().getValue())
              .toString();
      receiver.output(KV.of(KV.of(destination, name), part.getValue()));
    }
  }
}
