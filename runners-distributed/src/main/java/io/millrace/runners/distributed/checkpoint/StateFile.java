package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.store.CorruptException;

/**
 * A file of state in the store.
 *
 * @param path its key relative to the directory of the job
 * @param size in bytes, as it is in the store
 * @param sha256 of the file as it is in the store
 */
public record StateFile(String path, long size, ByteString sha256) {

  /** Describes a file. */
  public static StateFile of(String path, ByteString bytes) {
    return new StateFile(path, bytes.size(), Sha256.of(bytes));
  }

  /**
   * Makes sure that bytes are this file's.
   *
   * @throws CorruptException if they are not; names the file
   */
  public void verify(ByteString bytes) throws CorruptException {
    if (bytes.size() != size) {
      throw new CorruptException(
          path + " has " + bytes.size() + " bytes, but " + size + " were kept");
    }
    if (!Sha256.of(bytes).equals(sha256)) {
      throw new CorruptException(path + " is not what was kept: its SHA-256 differs");
    }
  }
}
