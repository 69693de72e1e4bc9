package io.millrace.runners.distributed.worker;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.checkpoint.StateFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a slot is told when it starts.
 *
 * @param directory of the job, in the store
 * @param attempt later ones have larger numbers
 * @param slot its number, from 0 on
 * @param parallelism how many slots there are
 * @param payload what the job is
 * @param restoredCheckpoint the checkpoint to begin with, 0 for none
 * @param restoredFiles what this slot kept then
 * @param redistributed instead of that, what others kept; null if there is nothing to be dealt out
 * @param stopSources whether sources are to stop at once
 */
public record SlotStart(
    String job,
    String directory,
    long attempt,
    int slot,
    int parallelism,
    ByteString payload,
    long restoredCheckpoint,
    List<StateFile> restoredFiles,
    boolean stopSources,
    @Nullable Redistributed redistributed) {

  /** Copies the list. */
  public SlotStart {
    restoredFiles = List.copyOf(restoredFiles);
  }

  /** A slot that goes on where it was, or begins. */
  public SlotStart(
      String job,
      String directory,
      long attempt,
      int slot,
      int parallelism,
      ByteString payload,
      long restoredCheckpoint,
      List<StateFile> restoredFiles,
      boolean stopSources) {
    this(
        job,
        directory,
        attempt,
        slot,
        parallelism,
        payload,
        restoredCheckpoint,
        restoredFiles,
        stopSources,
        null);
  }
}
