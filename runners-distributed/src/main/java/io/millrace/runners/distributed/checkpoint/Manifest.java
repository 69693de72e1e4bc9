package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ManifestMessage;
import io.millrace.cluster.v1.SlotEntry;
import io.millrace.cluster.v1.StageState;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.Sealed;
import io.millrace.runners.distributed.store.StoreKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is in a checkpoint: for each slot the files that it kept.
 *
 * @param slots the files of slot {@code i} at place {@code i}
 * @param byKey whether any number of slots can go on from it
 * @param stages of a savepoint, what the state is of
 */
public record Manifest(
    String job,
    long checkpoint,
    long attempt,
    List<List<StateFile>> slots,
    boolean byKey,
    List<StageState> stages) {

  private static final String LETTERS = "MMAN";
  private static final String LETTERS_OF_SAVEPOINT = "MSAV";

  /** Copies the lists. */
  public Manifest {
    slots = slots.stream().map(List::copyOf).toList();
    stages = List.copyOf(stages);
  }

  /** What is in a checkpoint from which the same number of slots goes on. */
  public Manifest(String job, long checkpoint, long attempt, List<List<StateFile>> slots) {
    this(job, checkpoint, attempt, slots, false, List.of());
  }

  /** Where the manifest of a checkpoint is, relative to the directory of the job. */
  public static String path(long checkpoint, long attempt) {
    return "checkpoints/" + checkpoint + "-" + Long.toHexString(attempt) + ".manifest";
  }

  /** The paths of all files, each once and in order. */
  public SortedSet<String> paths() {
    TreeSet<String> paths = new TreeSet<>();
    slots.forEach(files -> files.forEach(file -> paths.add(file.path())));
    return paths;
  }

  /** The bytes of the manifest of a checkpoint. */
  public ByteString encode() {
    return Sealed.seal(LETTERS, toMessage());
  }

  /** The bytes of the manifest of a savepoint. */
  public ByteString encodeSavepoint() {
    return Sealed.seal(LETTERS_OF_SAVEPOINT, toMessage());
  }

  private ByteString toMessage() {
    ManifestMessage.Builder message =
        ManifestMessage.newBuilder()
            .setJob(job)
            .setCheckpoint(checkpoint)
            .setAttempt(attempt)
            .setByKey(byKey)
            .addAllStages(stages);
    for (int i = 0; i < slots.size(); i++) {
      SlotEntry.Builder slot = SlotEntry.newBuilder().setSlot(i);
      slots.get(i).forEach(file -> slot.addFiles(FileEntries.toMessage(file)));
      message.addSlots(slot);
    }
    return message.build().toByteString();
  }

  /**
   * Reads the manifest of a checkpoint.
   *
   * @throws CorruptException if it is none, or names what a manifest cannot name
   */
  public static Manifest decode(ByteString bytes) throws CorruptException {
    return fromMessage(Sealed.open(LETTERS, bytes));
  }

  /**
   * Reads the manifest of a savepoint.
   *
   * @throws CorruptException if it is none, or names what a manifest cannot name
   */
  public static Manifest decodeSavepoint(ByteString bytes) throws CorruptException {
    return fromMessage(Sealed.open(LETTERS_OF_SAVEPOINT, bytes));
  }

  private static Manifest fromMessage(ByteString bytes) throws CorruptException {
    ManifestMessage message;
    try {
      message = ManifestMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptException("manifest: " + e.getMessage());
    }
    List<List<StateFile>> slots = new ArrayList<>();
    for (SlotEntry slot : message.getSlotsList()) {
      if (slot.getSlot() != slots.size()) {
        throw new CorruptException(
            "manifest: slot " + slot.getSlot() + " where " + slots.size() + " should be");
      }
      slots.add(files(slot));
    }
    return new Manifest(
        message.getJob(),
        message.getCheckpoint(),
        message.getAttempt(),
        slots,
        message.getByKey(),
        message.getStagesList());
  }

  private static List<StateFile> files(SlotEntry slot) throws CorruptException {
    List<StateFile> files = new ArrayList<>();
    for (var entry : slot.getFilesList()) {
      if (!StoreKeys.isKey(entry.getPath())) {
        throw new CorruptException("manifest: the file of a slot leads elsewhere");
      }
      if (entry.getSize() < 0 || entry.getSha256().size() != Sha256.BYTES) {
        throw new CorruptException("manifest: " + entry.getPath() + " has no size or no SHA-256");
      }
      files.add(FileEntries.fromMessage(entry));
    }
    return files;
  }
}
