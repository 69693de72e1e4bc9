package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ManifestMessage;
import io.millrace.cluster.v1.SlotEntry;
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
 */
public record Manifest(String job, long checkpoint, long attempt, List<List<StateFile>> slots) {

  private static final String LETTERS = "MMAN";

  /** Copies the lists. */
  public Manifest {
    slots = slots.stream().map(List::copyOf).toList();
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

  /** The bytes of the manifest. */
  public ByteString encode() {
    ManifestMessage.Builder message =
        ManifestMessage.newBuilder().setJob(job).setCheckpoint(checkpoint).setAttempt(attempt);
    for (int i = 0; i < slots.size(); i++) {
      SlotEntry.Builder slot = SlotEntry.newBuilder().setSlot(i);
      slots.get(i).forEach(file -> slot.addFiles(FileEntries.toMessage(file)));
      message.addSlots(slot);
    }
    return Sealed.seal(LETTERS, message.build().toByteString());
  }

  /**
   * Reads a manifest.
   *
   * @throws CorruptException if it is none, or names what a manifest cannot name
   */
  public static Manifest decode(ByteString bytes) throws CorruptException {
    ManifestMessage message;
    try {
      message = ManifestMessage.parseFrom(Sealed.open(LETTERS, bytes));
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
    return new Manifest(message.getJob(), message.getCheckpoint(), message.getAttempt(), slots);
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
