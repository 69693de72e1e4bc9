package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.cluster.v1.AtRest;
import io.millrace.cluster.v1.SideInputTime;
import io.millrace.cluster.v1.SideInputWindow;
import io.millrace.cluster.v1.SplitBarrierMessage;
import io.millrace.cluster.v1.TaskBarrier;
import io.millrace.cluster.v1.TaskCredit;
import io.millrace.cluster.v1.TaskData;
import io.millrace.cluster.v1.TaskFrame;
import io.millrace.cluster.v1.TaskMark;
import io.millrace.cluster.v1.TaskSplit;
import io.millrace.cluster.v1.WantsSplit;
import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.batch.BatchPool;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.SideInputContent;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.distributed.wire.Wire;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.graph.ModelRehydration;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages between slots of different processes as bytes. Not thread-safe. */
final class MessageCodec {

  private static final int LEAST_BATCH_BYTES = 256;

  private final ChannelCodecs codecs;
  private final BatchPool batches;
  private final ModelRehydration model;
  private final EncodeBuffer buffer = new EncodeBuffer();

  /** How many bytes the last batch had: the next will have about as many. */
  private int batchBytes = LEAST_BATCH_BYTES;

  /**
   * A codec for the messages of one slot.
   *
   * @param batches takes batches that were written, gives those that are read
   */
  MessageCodec(Plan plan, ChannelCodecs codecs, BatchPool batches) {
    this.codecs = codecs;
    this.batches = batches;
    this.model = new ModelRehydration(plan.components());
  }

  private BatchCodec batchCodec(int channel) {
    return codecs.of(channel);
  }

  /**
   * Writes a message. The batch of a {@link Message.Data} goes back to the pool.
   *
   * @throws IOException if an element cannot be encoded; the message says which and why
   */
  ByteString encode(Message message) throws IOException {
    if (message instanceof Message.Data data) {
      return encode(data);
    }
    TaskFrame.Builder frame = TaskFrame.newBuilder();
    if (message instanceof Message.Mark mark) {
      frame.setMark(
          TaskMark.newBuilder()
              .setChannel(mark.channel())
              .setWatermarkMillis(mark.watermarkMillis()));
    } else if (message instanceof Message.Barrier barrier) {
      frame.setBarrier(
          TaskBarrier.newBuilder()
              .setChannel(barrier.channel())
              .setCheckpoint(barrier.checkpoint())
              .setByKey(barrier.cut().byKey())
              .setSavepoint(barrier.cut().savepoint()));
    } else if (message instanceof Message.End end) {
      frame.setEnd(end.channel());
    } else if (message instanceof Message.Credit credit) {
      frame.setCredit(
          TaskCredit.newBuilder().setChannel(credit.channel()).setBatches(credit.batches()));
    } else if (message instanceof Message.Split split) {
      frame.setSplit(TaskSplit.newBuilder().setStage(split.stage()).setSplit(split.split()));
    } else if (message instanceof Message.SplitsFound found) {
      frame.setSplitsFound(found.stage());
    } else if (message instanceof Message.NoMoreSplits none) {
      frame.setNoMoreSplits(none.stage());
    } else if (message instanceof Message.SplitBarrier barrier) {
      frame.setSplitBarrier(
          SplitBarrierMessage.newBuilder()
              .setStage(barrier.stage())
              .setCheckpoint(barrier.checkpoint())
              .setByKey(barrier.cut().byKey())
              .setSavepoint(barrier.cut().savepoint()));
    } else if (message instanceof Message.WantsSplit wants) {
      frame.setWantsSplit(WantsSplit.newBuilder().setStage(wants.stage()).setTask(wants.task()));
    } else if (message instanceof Message.Published published) {
      frame.setSideInput(window(published));
    } else if (message instanceof Message.SideInputTime time) {
      frame.setSideInputTime(time(time.collection(), time.watermarkMillis()));
    } else if (message instanceof Message.Released released) {
      frame.setSideInputReleased(time(released.collection(), released.untilMillis()));
    } else if (message instanceof Message.AskRest question) {
      frame.setAskRest(question.number());
    } else if (message instanceof Message.AtRest answer) {
      frame.setAtRest(
          AtRest.newBuilder()
              .setQuestion(answer.number())
              .setSent(answer.sent())
              .setReceived(answer.received())
              .setNextMillis(answer.nextMillis())
              .setApplied(answer.applied())
              .setFinished(answer.finished()));
    } else if (message instanceof Message.ScriptTime time) {
      frame.setScriptMillis(time.nowMillis());
    }
    return frame.build().toByteString();
  }

  /** The frame shares the array that the batch was written to. */
  private ByteString encode(Message.Data data) throws IOException {
    EncodeBuffer out = new EncodeBuffer(batchBytes + (batchBytes >> 3));
    batchCodec(data.channel()).encode(data.batch(), out);
    batches.give(data.batch());
    batchBytes = Math.max(LEAST_BATCH_BYTES, out.length());
    ByteString head = TaskData.newBuilder().setChannel(data.channel()).build().toByteString();
    ByteString batch = UnsafeByteOperations.unsafeWrap(out.array(), 0, out.length());
    return Wire.append(
        ByteString.EMPTY,
        TaskFrame.DATA_FIELD_NUMBER,
        Wire.append(head, TaskData.BATCH_FIELD_NUMBER, batch));
  }

  private ByteString written() {
    return UnsafeByteOperations.unsafeWrap(buffer.toByteArray());
  }

  private static SideInputTime.Builder time(String collection, long millis) {
    return SideInputTime.newBuilder().setCollection(collection).setMillis(millis);
  }

  private SideInputWindow.Builder window(Message.Published published) throws IOException {
    Coder<@Nullable Object> elements = elementCoder(published.collection());
    buffer.reset();
    windowCoder(published.collection()).encode(published.window(), buffer);
    SideInputWindow.Builder message =
        SideInputWindow.newBuilder().setCollection(published.collection()).setWindow(written());
    for (Object element : published.content().elements()) {
      buffer.reset();
      elements.encode(Typed.value(element), buffer);
      message.addElements(written());
    }
    return message;
  }

  @SuppressWarnings("unchecked") // the coder is that of the collection
  private Coder<@Nullable Object> elementCoder(String collection) {
    return (Coder<@Nullable Object>) model.coderOf(collection);
  }

  @SuppressWarnings("unchecked") // the windows are those of the collection
  private Coder<BoundedWindow> windowCoder(String collection) {
    return (Coder<BoundedWindow>) model.windowingOf(collection).getWindowFn().windowCoder();
  }

  /**
   * Reads a message.
   *
   * @throws IOException if the bytes are not those of a message of this job
   */
  Message decode(ByteString bytes) throws IOException {
    TaskFrame frame = Wire.parse(TaskFrame.parser(), bytes);
    return switch (frame.getBodyCase()) {
      case DATA -> {
        Batch batch = batches.take();
        int channel = frame.getData().getChannel();
        batchCodec(channel).decode(Wire.decoding(frame.getData().getBatch()), batch);
        yield new Message.Data(channel, batch);
      }
      case MARK ->
          new Message.Mark(frame.getMark().getChannel(), frame.getMark().getWatermarkMillis());
      case BARRIER -> {
        TaskBarrier barrier = frame.getBarrier();
        yield new Message.Barrier(
            barrier.getChannel(),
            new Cut(barrier.getCheckpoint(), barrier.getByKey(), barrier.getSavepoint()));
      }
      case END -> new Message.End(frame.getEnd());
      case CREDIT ->
          new Message.Credit(frame.getCredit().getChannel(), frame.getCredit().getBatches());
      case SPLIT -> new Message.Split(frame.getSplit().getStage(), frame.getSplit().getSplit());
      case SPLITS_FOUND -> new Message.SplitsFound(frame.getSplitsFound());
      case NO_MORE_SPLITS -> new Message.NoMoreSplits(frame.getNoMoreSplits());
      case SPLIT_BARRIER -> {
        SplitBarrierMessage barrier = frame.getSplitBarrier();
        yield new Message.SplitBarrier(
            barrier.getStage(),
            new Cut(barrier.getCheckpoint(), barrier.getByKey(), barrier.getSavepoint()));
      }
      case WANTS_SPLIT ->
          new Message.WantsSplit(frame.getWantsSplit().getStage(), frame.getWantsSplit().getTask());
      case SIDE_INPUT -> published(frame.getSideInput());
      case SIDE_INPUT_TIME ->
          new Message.SideInputTime(
              frame.getSideInputTime().getCollection(), frame.getSideInputTime().getMillis());
      case SIDE_INPUT_RELEASED ->
          new Message.Released(
              frame.getSideInputReleased().getCollection(),
              frame.getSideInputReleased().getMillis());
      case ASK_REST -> new Message.AskRest(frame.getAskRest());
      case AT_REST ->
          new Message.AtRest(
              frame.getAtRest().getQuestion(),
              frame.getAtRest().getSent(),
              frame.getAtRest().getReceived(),
              frame.getAtRest().getNextMillis(),
              frame.getAtRest().getApplied(),
              frame.getAtRest().getFinished());
      case SCRIPT_MILLIS -> new Message.ScriptTime(frame.getScriptMillis());
      case BODY_NOT_SET ->
          throw new IOException("A message between slots that this version does not know");
    };
  }

  private Message published(SideInputWindow message) throws IOException {
    Coder<@Nullable Object> coder = elementCoder(message.getCollection());
    List<@Nullable Object> elements = new ArrayList<>();
    for (ByteString element : message.getElementsList()) {
      elements.add(coder.decode(new DecodeBuffer(element.toByteArray())));
    }
    BoundedWindow window =
        windowCoder(message.getCollection())
            .decode(new DecodeBuffer(message.getWindow().toByteArray()));
    return new Message.Published(message.getCollection(), window, new SideInputContent(elements));
  }
}
