package io.millrace.simulation.planted;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.Complete;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.Deploy;
import io.millrace.cluster.v1.Kept;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.cluster.v1.Trigger;
import io.millrace.cluster.v1.Truncate;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.log.CoordinationLog;
import io.millrace.runners.distributed.log.LogCodec;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.machine.StateHash;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import io.millrace.simulation.kernel.SimNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Mistakes of coordinators and workers. */
final class BugsOfNodes {

  private BugsOfNodes() {}

  static final List<PlantedBug> ALL =
      List.of(
          PlantedBug.inNodes(
              "a slot of the log that was lost is taken for won", LostTakenForWon::new),
          PlantedBug.inNodes("records of the log are written over", Overwrites::new),
          PlantedBug.inNodes("an unknown outcome is taken for success", UnknownTakenForWon::new),
          PlantedBug.inNodes("an unknown outcome is taken for a loss", UnknownTakenForLost::new),
          PlantedBug.inNodes("a takeover writes no fence", NoFence::new),
          PlantedBug.inNodes(
              "slots are told of a checkpoint before the log", CompleteTooEarly::new),
          PlantedBug.inNodes("a truncated log forgets what still counts", TruncateForgets::new),
          PlantedBug.inNodes("a segment of the log is deleted too early", DeletesSegment::new),
          PlantedBug.inNodes("everything that a listing shows is deleted", DeletesListed::new),
          PlantedBug.inNodes("a checkpoint is deleted when the next is complete", KeepsOne::new),
          PlantedBug.inNodes("files that others share are deleted", DeletesShared::new),
          PlantedBug.inNodes(
              "a slot answers before its files are in the store", AnswersTooEarly::new),
          PlantedBug.inNodes("a corrupt checkpoint is passed over in silence", Silent::new),
          PlantedBug.inNodes("a slot answers with files of the checkpoint before", OldFiles::new),
          PlantedBug.inNodes("slots get each other's state back", SwapsState::new),
          PlantedBug.inNodes("a job starts empty though it has a checkpoint", StartsEmpty::new),
          PlantedBug.inNodes(
              "a worker that comes back is the one that was declared dead", SameAgain::new),
          PlantedBug.inNodes(
              "files of a savepoint are deleted with those of checkpoints", DeletesSavepoint::new),
          PlantedBug.inNodes(
              "slots are told of a savepoint as of a checkpoint", CompletesSavepoint::new),
          PlantedBug.inNodes(
              "a savepoint that an earlier try has written is taken for one's own",
              AdoptsEarlier::new),
          PlantedBug.inNodes(
              "the checkpoint for another number of slots is as any", ForgetsByKey::new));

  private static final class LostTakenForWon extends Tampered {
    LostTakenForWon(SimNode node) {
      super(node);
    }

    @Override
    Event told(Event event) {
      return isRecord(askedFor(event))
              && event instanceof Event.StoreDone done
              && done.reply() instanceof StoreReply.Exists
          ? new Event.StoreDone(done.token(), StoreReply.Ok.DONE)
          : event;
    }
  }

  private static final class Overwrites extends Tampered {
    Overwrites(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      return isRecord(op) && op instanceof StoreOp.PutIfAbsent put
          ? new StoreOp.Put(put.key(), put.bytes())
          : op;
    }
  }

  private static final class UnknownTakenForWon extends Tampered {
    UnknownTakenForWon(SimNode node) {
      super(node);
    }

    @Override
    Event told(Event event) {
      return isRecord(askedFor(event))
              && event instanceof Event.StoreDone done
              && done.reply() instanceof StoreReply.Unknown
          ? new Event.StoreDone(done.token(), StoreReply.Ok.DONE)
          : event;
    }
  }

  /** The record is written again, into the next slot. */
  private static final class UnknownTakenForLost extends Tampered {
    private final TreeMap<String, ByteString> lost = new TreeMap<>();

    UnknownTakenForLost(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      if (!isRecord(op) || !lost.containsKey(op.key())) {
        return op;
      }
      StoreOp.PutIfAbsent put = (StoreOp.PutIfAbsent) op;
      long slot = slot(op);
      LogRecord again = record(put).toBuilder().setSlot(slot + 1).build();
      String directory = op.key().substring(0, op.key().indexOf("/log/"));
      return new StoreOp.PutIfAbsent(
          LogCodec.recordKey(directory, slot + 1), LogCodec.encode(again));
    }

    @Override
    Event told(Event event) {
      if (isRecord(askedFor(event))
          && event instanceof Event.StoreDone done
          && done.reply() instanceof StoreReply.Unknown) {
        lost.put(askedFor(event).key(), ByteString.EMPTY);
      }
      return event;
    }
  }

  private static long slot(StoreOp op) {
    String key = op.key();
    return Long.parseLong(key.substring(key.lastIndexOf('/') + 1, key.length() - 4));
  }

  private static LogRecord record(StoreOp.PutIfAbsent put) {
    try {
      return LogCodec.decode(slot(put), put.bytes());
    } catch (CorruptException e) {
      throw new AssertionError(e);
    }
  }

  private static final class NoFence extends Tampered {
    NoFence(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      // done somewhere else, where it is no fence
      return isRecord(op) && op instanceof StoreOp.PutIfAbsent put && record(put).hasFence()
          ? new StoreOp.Put("elsewhere/" + node, put.bytes())
          : op;
    }
  }

  private static final class CompleteTooEarly extends Tampered {
    private final TreeMap<String, Peer> peers = new TreeMap<>();
    private Trigger last = Trigger.getDefaultInstance();
    private ControlFrame lastFrame = ControlFrame.getDefaultInstance();

    CompleteTooEarly(SimNode node) {
      super(node);
    }

    @Override
    public void send(Peer to, ByteString frame) {
      ControlFrame control = parse(frame);
      if (control.hasTrigger()) {
        last = control.getTrigger();
        lastFrame = control;
        peers.put(to.node(), to);
      }
      super.send(to, frame);
    }

    @Override
    StoreOp asking(StoreOp op) {
      if (op instanceof StoreOp.Put && op.key().endsWith(".manifest")) {
        Complete complete =
            Complete.newBuilder()
                .setJob(last.getJob())
                .setAttempt(last.getAttempt())
                .setCheckpoint(last.getCheckpoint())
                .build();
        peers
            .values()
            .forEach(
                peer ->
                    node.send(
                        peer, lastFrame.toBuilder().setComplete(complete).build().toByteString()));
      }
      return op;
    }
  }

  private static final class TruncateForgets extends Tampered {
    TruncateForgets(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      if (isRecord(op) && op instanceof StoreOp.PutIfAbsent put && record(put).hasTruncate()) {
        LogRecord empty =
            record(put).toBuilder().setTruncate(Truncate.getDefaultInstance()).build();
        return new StoreOp.PutIfAbsent(put.key(), LogCodec.encode(empty));
      }
      return op;
    }
  }

  private static final class DeletesSegment extends Tampered {
    DeletesSegment(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      if (op instanceof StoreOp.PutIfAbsent && op.key().endsWith(".seg")) {
        long segment = slot(op);
        String directory = op.key().substring(0, op.key().indexOf("/log/"));
        for (int i = 1; i <= CoordinationLog.SEGMENT_SLOTS; i++) {
          sneak(
              new StoreOp.Delete(
                  LogCodec.recordKey(directory, segment * CoordinationLog.SEGMENT_SLOTS - i)));
        }
      }
      return op;
    }
  }

  private static final class DeletesListed extends Tampered {
    DeletesListed(SimNode node) {
      super(node);
    }

    @Override
    Event told(Event event) {
      if (event instanceof Event.StoreDone done && done.reply() instanceof StoreReply.Names names) {
        names.keys().forEach(key -> sneak(new StoreOp.Delete(key)));
      }
      return event;
    }
  }

  private static final class KeepsOne extends Tampered {
    private String manifest = "";

    KeepsOne(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      if (op instanceof StoreOp.Put && op.key().endsWith(".manifest")) {
        if (!manifest.isEmpty()) {
          sneak(new StoreOp.Delete(manifest));
        }
        manifest = op.key();
      }
      return op;
    }
  }

  private static final class DeletesShared extends Tampered {
    DeletesShared(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      if (op instanceof StoreOp.Delete && op.key().endsWith("-rest")) {
        sneak(new StoreOp.Delete(op.key().replace("-rest", "-sums")));
      }
      return op;
    }
  }

  private static final class AnswersTooEarly extends Tampered {
    private static final long LATER = -1_000_000;
    private final TreeMap<Long, StoreOp> later = new TreeMap<>();

    AnswersTooEarly(SimNode node) {
      super(node);
    }

    @Override
    public void store(StoreOp op, long token) {
      if (op instanceof StoreOp.Put && isWorker()) {
        later.put(token, op);
        node.timer(1, token);
        node.timer(500_000_000, LATER - token);
      } else {
        super.store(op, token);
      }
    }

    @Override
    Event told(Event event) {
      if (event instanceof Event.TimerFired timer) {
        if (timer.token() < LATER) {
          sneak(later.remove(LATER - timer.token()));
          return null;
        } else if (later.containsKey(timer.token())) {
          return new Event.StoreDone(timer.token(), StoreReply.Ok.DONE);
        }
      }
      return event;
    }
  }

  private static final class Silent extends Tampered {
    Silent(SimNode node) {
      super(node);
    }

    @Override
    public void alarm(String message) {}
  }

  private static final class OldFiles extends Tampered {
    private final TreeMap<Integer, Kept> before = new TreeMap<>();

    OldFiles(SimNode node) {
      super(node);
    }

    @Override
    ControlFrame sending(ControlFrame frame) {
      if (!frame.getSlotReport().hasKept()) {
        return frame;
      }
      Kept now = frame.getSlotReport().getKept();
      Kept old = before.put(frame.getSlotReport().getSlot(), now);
      if (old == null) {
        return frame;
      }
      ControlFrame.Builder instead = frame.toBuilder();
      instead.getSlotReportBuilder().getKeptBuilder().clearFiles().addAllFiles(old.getFilesList());
      return instead.build();
    }
  }

  private static final class SwapsState extends Tampered {
    private final TreeMap<Integer, Deploy> first = new TreeMap<>();

    SwapsState(SimNode node) {
      super(node);
    }

    @Override
    ControlFrame sending(ControlFrame frame) {
      if (!frame.hasDeploy()) {
        return frame;
      }
      Deploy deploy = frame.getDeploy();
      if (deploy.getSlot() == 0) {
        first.put(0, deploy);
        return frame;
      }
      Deploy other = first.getOrDefault(0, deploy);
      ControlFrame.Builder instead = frame.toBuilder();
      instead
          .getDeployBuilder()
          .clearRestoredFiles()
          .addAllRestoredFiles(other.getRestoredFilesList());
      return instead.build();
    }
  }

  private static boolean isManifestOfSavepoint(@Nullable StoreOp op) {
    return op instanceof StoreOp.PutIfAbsent && op.key().endsWith("/manifest");
  }

  private static final class DeletesSavepoint extends Tampered {
    private final List<String> files = new ArrayList<>();

    DeletesSavepoint(SimNode node) {
      super(node);
    }

    @Override
    StoreOp asking(StoreOp op) {
      if (op instanceof StoreOp.PutIfAbsent put && isManifestOfSavepoint(op)) {
        String directory = op.key().substring(0, op.key().lastIndexOf('/') + 1);
        try {
          Manifest.decodeSavepoint(put.bytes())
              .paths()
              .forEach(path -> files.add(directory + path));
        } catch (CorruptException e) {
          throw new AssertionError(e);
        }
      } else if (op instanceof StoreOp.Delete && op.key().endsWith(".manifest")) {
        files.forEach(file -> sneak(new StoreOp.Delete(file)));
      }
      return op;
    }
  }

  /** The log has it that the savepoint is there; it is no checkpoint. */
  private static final class CompletesSavepoint extends Tampered {
    private final TreeMap<String, Peer> peers = new TreeMap<>();
    private Trigger last = Trigger.getDefaultInstance();
    private ControlFrame lastFrame = ControlFrame.getDefaultInstance();

    CompletesSavepoint(SimNode node) {
      super(node);
    }

    @Override
    public void send(Peer to, ByteString frame) {
      ControlFrame control = parse(frame);
      if (control.hasTrigger() && !control.getTrigger().getSavepoint().isEmpty()) {
        last = control.getTrigger();
        lastFrame = control;
        peers.put(to.node(), to);
      }
      super.send(to, frame);
    }

    @Override
    Event told(Event event) {
      if (event instanceof Event.StoreDone done
          && askedFor(event) instanceof StoreOp.PutIfAbsent put
          && isRecord(put)
          && record(put).hasSavepointEnded()
          && done.reply() instanceof StoreReply.Ok) {
        Complete complete =
            Complete.newBuilder()
                .setJob(last.getJob())
                .setAttempt(last.getAttempt())
                .setCheckpoint(last.getCheckpoint())
                .build();
        peers
            .values()
            .forEach(
                peer ->
                    node.send(
                        peer, lastFrame.toBuilder().setComplete(complete).build().toByteString()));
      }
      return event;
    }
  }

  private static final class AdoptsEarlier extends Tampered {
    AdoptsEarlier(SimNode node) {
      super(node);
    }

    @Override
    Event told(Event event) {
      return isManifestOfSavepoint(askedFor(event))
              && event instanceof Event.StoreDone done
              && done.reply() instanceof StoreReply.Exists
          ? new Event.StoreDone(done.token(), StoreReply.Ok.DONE)
          : event;
    }
  }

  private static final class ForgetsByKey extends Tampered {
    ForgetsByKey(SimNode node) {
      super(node);
    }

    @Override
    ControlFrame sending(ControlFrame frame) {
      if (!frame.hasTrigger() || !frame.getTrigger().getSavepoint().isEmpty()) {
        return frame;
      }
      ControlFrame.Builder instead = frame.toBuilder();
      instead.getTriggerBuilder().setByKey(false);
      return instead.build();
    }
  }

  private static final class StartsEmpty extends Tampered {
    StartsEmpty(SimNode node) {
      super(node);
    }

    @Override
    ControlFrame sending(ControlFrame frame) {
      if (!frame.hasDeploy()) {
        return frame;
      }
      ControlFrame.Builder instead = frame.toBuilder();
      instead
          .getDeployBuilder()
          .clearRestoredFiles()
          .clearRedistribution()
          .setRestoredCheckpoint(0);
      return instead.build();
    }
  }

  private static final class SameAgain extends Tampered {
    SameAgain(SimNode node) {
      super(node);
    }

    @Override
    public long random(String tag) {
      return tag.equals("incarnation") ? StateHash.of(node.name()) : super.random(tag);
    }
  }
}
