package io.millrace.examples.auction;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;

/** Tells the kinds of events apart. */
public final class Events {

  private Events() {}

  /** Those events that are of one kind, such as {@code Bid.class}. */
  public static <T extends AuctionEvent> PTransform<PCollection<AuctionEvent>, PCollection<T>> only(
      Class<T> kind) {
    return new Only<>(kind);
  }

  private static final class Only<T extends AuctionEvent>
      extends PTransform<PCollection<AuctionEvent>, PCollection<T>> {

    private final Class<T> kind;

    Only(Class<T> kind) {
      this.kind = kind;
    }

    @Override
    public PCollection<T> expand(PCollection<AuctionEvent> events) {
      return events
          .apply("Only" + kind.getSimpleName(), ParDo.of(new OnlyFn<>(kind)))
          .setTypeDescriptor(TypeDescriptor.of(kind));
    }
  }

  private static final class OnlyFn<T extends AuctionEvent> extends DoFn<AuctionEvent, T> {

    private final Class<T> kind;

    OnlyFn(Class<T> kind) {
      this.kind = kind;
    }

    @ProcessElement
    public void processElement(@Element AuctionEvent event, OutputReceiver<T> out) {
      if (kind.isInstance(event)) {
        out.output(kind.cast(event));
      }
    }
  }
}
