package io.millrace.runners.distributed.artifact;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.Artifact;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.Sealed;
import io.millrace.runners.distributed.store.Store;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Artifacts in the store of a cluster: in parts, and a mark once all parts are there. All who write
 * an artifact write the same, so it does not matter who is first. Blocks. Thread-safe.
 */
public final class ArtifactStore {

  private static final String MARK = "MART";
  private static final int PART_BYTES = 8 << 20;

  private final Store store;

  /** Artifacts in a store. */
  public ArtifactStore(Store store) {
    this.store = store;
  }

  private static String key(Artifact artifact, String name) {
    return "artifacts/" + artifact.getSha256() + "/" + name;
  }

  /**
   * Whether all of an artifact is there.
   *
   * @throws IOException if the store has failed
   */
  public boolean has(Artifact artifact) throws IOException {
    StoreReply reply = store.execute(StoreOp.Get.all(key(artifact, "complete")));
    if (reply instanceof StoreReply.Absent) {
      return false;
    }
    if (reply instanceof StoreReply.Ok ok) {
      try {
        return Artifact.parseFrom(Sealed.open(MARK, ok.bytes())).getSize() == artifact.getSize();
      } catch (CorruptException | InvalidProtocolBufferException e) {
        // as good as none: it is written again
        return false;
      }
    }
    throw failed(artifact, reply);
  }

  private static IOException failed(Artifact artifact, StoreReply reply) {
    return new IOException("the store has failed on artifact " + artifact.getName() + ": " + reply);
  }

  /**
   * Writes an artifact.
   *
   * @param file what it is, which was compared with the digest already
   * @throws IOException if the file cannot be read or the store has failed
   */
  public void put(Artifact artifact, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (byte[] part = in.readNBytes(PART_BYTES);
          part.length > 0;
          part = in.readNBytes(PART_BYTES)) {
        write(artifact, "part-" + number++, ByteString.copyFrom(part));
      }
    }
    write(artifact, "complete", Sealed.seal(MARK, artifact.toByteString()));
  }

  private void write(Artifact artifact, String name, ByteString bytes) throws IOException {
    StoreReply reply = store.execute(new StoreOp.Put(key(artifact, name), bytes));
    if (!(reply instanceof StoreReply.Ok)) {
      throw failed(artifact, reply);
    }
  }

  /**
   * Reads an artifact into a file that does not exist, and compares it with its digest.
   *
   * @throws ArtifactException if it is not there, or is not what it was
   * @throws IOException if the store has failed, or the file cannot be written
   */
  public void fetch(Artifact artifact, Path to) throws IOException {
    if (!has(artifact)) {
      throw new ArtifactException(
          "artifact " + artifact.getName() + " (" + artifact.getSha256() + ") is not in the store");
    }
    MessageDigest digest = Digests.sha256();
    try (OutputStream out = Files.newOutputStream(to)) {
      long size = artifact.getSize();
      for (int number = 0; (long) number * PART_BYTES < size; number++) {
        StoreReply reply = store.execute(StoreOp.Get.all(key(artifact, "part-" + number)));
        if (!(reply instanceof StoreReply.Ok ok)) {
          throw failed(artifact, reply);
        }
        digest.update(ok.bytes().asReadOnlyByteBuffer());
        ok.bytes().writeTo(out);
      }
    }
    if (!Digests.hex(digest).equals(artifact.getSha256())) {
      throw new ArtifactException(
          "artifact "
              + artifact.getName()
              + " in the store is not what its digest says, "
              + artifact.getSha256());
    }
  }
}
