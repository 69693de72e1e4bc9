package io.millrace.runners.distributed.artifact;

import io.millrace.cluster.v1.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Digests of files, and what is wrong with artifacts. */
public final class Digests {

  /** So large an artifact can be. */
  public static final long MAX_ARTIFACT_BYTES = 1L << 30;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_NAME_CHARACTERS = 256;
  private static final int BUFFER_BYTES = 1 << 16;

  private Digests() {}

  /** A digest to be updated. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** As artifacts are called. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The artifact that a file is. */
  public static Artifact of(Path file, String name) throws IOException {
    MessageDigest digest = sha256();
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        size += read;
      }
    }
    return Artifact.newBuilder().setSha256(hex(digest)).setSize(size).setName(name).build();
  }

  /** What is wrong with the description of an artifact, if anything. */
  public static Optional<String> wrongWith(Artifact artifact) {
    if (!SHA256.matcher(artifact.getSha256()).matches()) {
      return Optional.of("an artifact's digest is of 64 hexadecimal digits of lower case");
    }
    if (artifact.getSize() < 0 || artifact.getSize() > MAX_ARTIFACT_BYTES) {
      return Optional.of(
          "artifact "
              + artifact.getName()
              + " has "
              + artifact.getSize()
              + " bytes, and can have "
              + MAX_ARTIFACT_BYTES);
    }
    if (artifact.getName().length() > MAX_NAME_CHARACTERS) {
      return Optional.of("an artifact's name has more than " + MAX_NAME_CHARACTERS + " characters");
    }
    return Optional.empty();
  }
}
