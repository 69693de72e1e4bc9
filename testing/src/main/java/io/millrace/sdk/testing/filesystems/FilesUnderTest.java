package io.millrace.sdk.testing.filesystems;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Files of one directory, written and read in few words. */
final class FilesUnderTest {

  private final String directory;

  /**
   * Files of a directory.
   *
   * @param directory ends with a slash
   */
  FilesUnderTest(String directory) {
    this.directory = directory;
  }

  String path(String name) {
    return directory + name;
  }

  ResourceId file(String name) {
    return FileSystems.matchNewResource(directory + name, false);
  }

  ResourceId write(String name, String content) throws IOException {
    return write(name, content.getBytes(UTF_8));
  }

  ResourceId write(String name, byte[] content) throws IOException {
    try (WritableByteChannel channel = FileSystems.create(file(name), "application/octet-stream")) {
      writeAll(channel, ByteBuffer.wrap(content));
    }
    return file(name);
  }

  static void writeAll(WritableByteChannel channel, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }

  byte[] bytes(String name) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (ReadableByteChannel channel = FileSystems.open(file(name))) {
      ByteBuffer buffer = ByteBuffer.allocate(8191);
      while (channel.read(buffer.clear()) >= 0) {
        content.write(buffer.array(), 0, buffer.position());
      }
    }
    return content.toByteArray();
  }

  String text(String name) throws IOException {
    return new String(bytes(name), UTF_8);
  }

  boolean exists(String name) throws IOException {
    String pattern = FileSystems.escapeGlob(file(name).toString());
    return !FileSystems.match(pattern, EmptyMatchTreatment.ALLOW).metadata().isEmpty();
  }

  /** The names, from this directory on, of the files that a pattern stands for. */
  List<String> matching(String pattern) throws IOException {
    String base = FileSystems.matchNewResource(directory, true).toString();
    return FileSystems.match(directory + pattern, EmptyMatchTreatment.ALLOW).metadata().stream()
        .map(Metadata::resourceId)
        .map(id -> id.toString().substring(base.length()))
        .sorted()
        .toList();
  }
}
