package io.millrace.runners.distributed.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.ErrorReason;
import io.millrace.cluster.v1.PutArtifactRequest;
import io.millrace.cluster.v1.PutArtifactResponse;
import io.millrace.runners.distributed.artifact.ArtifactStore;
import io.millrace.runners.distributed.artifact.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in an artifact: into a file first, and into the store only when it is known to be what its
 * header says. Told by one thread at a time.
 */
final class ArtifactReceiver implements StreamObserver<PutArtifactRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(ArtifactReceiver.class);

  private final ArtifactStore store;
  private final JobService.Reply<PutArtifactResponse> reply;
  private final MessageDigest digest = Digests.sha256();
  private @Nullable Artifact header;
  private @Nullable Path file;
  private @Nullable OutputStream out;
  private long size;
  private boolean over;

  ArtifactReceiver(ArtifactStore store, JobService.Reply<PutArtifactResponse> reply) {
    this.store = store;
    this.reply = reply;
  }

  @Override
  public void onNext(PutArtifactRequest request) {
    if (over) {
      return;
    }
    try {
      switch (request.getPartCase()) {
        case HEADER -> begin(request.getHeader());
        case CONTENT -> add(request.getContent());
        case PART_NOT_SET -> refuse("a part of an artifact with nothing in it");
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void begin(Artifact artifact) throws IOException {
    String wrong = Digests.wrongWith(artifact).orElse(header == null ? "" : "two headers");
    if (!wrong.isEmpty()) {
      refuse(wrong);
      return;
    }
    header = artifact;
    Path made = Files.createTempFile("millrace-artifact-", ".partial");
    file = made;
    out = Files.newOutputStream(made);
  }

  private void add(ByteString content) throws IOException {
    OutputStream to = out;
    Artifact artifact = header;
    if (to == null || artifact == null) {
      refuse("the content of an artifact before its header");
      return;
    }
    size += content.size();
    if (size > artifact.getSize()) {
      refuse(artifact.getName() + " has more bytes than the " + artifact.getSize() + " announced");
      return;
    }
    digest.update(content.asReadOnlyByteBuffer());
    content.writeTo(to);
  }

  @Override
  public void onCompleted() {
    if (over) {
      return;
    }
    Artifact artifact = header;
    Path received = file;
    if (artifact == null || received == null) {
      refuse("an artifact without a header");
      return;
    }
    String actual = Digests.hex(digest);
    if (size != artifact.getSize() || !actual.equals(artifact.getSha256())) {
      refuse(
          String.format(
              "%s was announced with %d bytes and the digest %s, and has %d and %s",
              artifact.getName(), artifact.getSize(), artifact.getSha256(), size, actual));
      return;
    }
    try {
      closeFile();
      store.put(artifact, received);
    } catch (IOException e) {
      fail(e);
      return;
    }
    end();
    reply.last(PutArtifactResponse.getDefaultInstance());
  }

  @Override
  public void onError(Throwable thrown) {
    end();
  }

  private void refuse(String message) {
    refuse(Refusals.of(Status.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARTIFACT, message));
  }

  private void fail(IOException e) {
    refuse(
        Refusals.of(
            Status.UNAVAILABLE, ErrorReason.ERROR_REASON_STORE, String.valueOf(e.getMessage())));
  }

  private void refuse(StatusRuntimeException refusal) {
    end();
    reply.refuse(refusal);
  }

  private void closeFile() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }

  private void end() {
    over = true;
    try {
      closeFile();
      Path received = file;
      file = null;
      if (received != null) {
        Files.deleteIfExists(received);
      }
    } catch (IOException e) {
      LOG.warn("Cleaning up after an artifact failed: {}", e.toString());
    }
  }
}
