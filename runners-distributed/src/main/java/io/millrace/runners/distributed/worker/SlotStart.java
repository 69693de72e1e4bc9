package io.millrace.runners.distributed.worker;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.checkpoint.StateFile;
import java.util.List;

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
    boolean stopSources) {

  /** Copies the list. */
  public SlotStart {
    restoredFiles = List.copyOf(restoredFiles);
  }
}
