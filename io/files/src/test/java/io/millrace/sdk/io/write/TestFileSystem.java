package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystem;
import io.millrace.sdk.io.FileSystemRegistrar;
import io.millrace.sdk.io.fs.CreateOptions;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions;
import io.millrace.sdk.io.fs.ResolveOptions;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.options.PipelineOptions;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * Files in memory under {@code failing:/}: a disk that can be full, and renames that can fail after
 * a while. Everything is reset by {@link #reset}.
 */
public final class TestFileSystem extends FileSystem<TestFileSystem.Name> {

  static final TreeMap<String, byte[]> FILES = new TreeMap<>();
  static int bytesFree = Integer.MAX_VALUE;
  static int renamesUntilFailure = Integer.MAX_VALUE;

  static void reset() {
    FILES.clear();
    bytesFree = Integer.MAX_VALUE;
    renamesUntilFailure = Integer.MAX_VALUE;
  }

  /** Found by the service loader. */
  public static final class Registrar implements FileSystemRegistrar {
    @Override
    public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
      return List.of(new TestFileSystem());
    }
  }

  record Name(String text) implements ResourceId {
    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      boolean directory = options == StandardResolveOptions.RESOLVE_DIRECTORY;
      return new Name(text + other + (directory ? "/" : ""));
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Name(text.substring(0, text.lastIndexOf('/') + 1));
    }

    @Override
    public String getScheme() {
      return "failing";
    }

    @Override
    public String getFilename() {
      return text.substring(text.lastIndexOf('/', text.length() - 2) + 1);
    }

    @Override
    public boolean isDirectory() {
      return text.endsWith("/");
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  protected String getScheme() {
    return "failing";
  }

  @Override
  protected List<MatchResult> match(List<String> specs) {
    return specs.stream().map(TestFileSystem::matchOne).toList();
  }

  private static MatchResult matchOne(String spec) {
    String regex = spec.replace(".", "\\.").replace("*", "[^/]*");
    List<Metadata> found =
        FILES.entrySet().stream()
            .filter(file -> file.getKey().matches(regex))
            .map(
                file ->
                    Metadata.builder()
                        .setResourceId(new Name(file.getKey()))
                        .setSizeBytes(file.getValue().length)
                        .build())
            .toList();
    return found.isEmpty()
        ? MatchResult.create(Status.NOT_FOUND, new FileNotFoundException(spec))
        : MatchResult.create(Status.OK, found);
  }

  @Override
  protected WritableByteChannel create(Name name, CreateOptions options) throws IOException {
    if (options.expectFileToNotExist() && FILES.containsKey(name.text)) {
      throw new FileAlreadyExistsException(name.text);
    }
    FILES.put(name.text, new byte[0]);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    return new WritableByteChannel() {
      private boolean open = true;

      @Override
      public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        if (count > bytesFree) {
          throw new IOException("cannot write " + name + ": the disk is full");
        }
        bytesFree -= count;
        while (source.hasRemaining()) {
          content.write(source.get());
        }
        return count;
      }

      @Override
      public boolean isOpen() {
        return open;
      }

      @Override
      public void close() {
        if (open) {
          open = false;
          FILES.put(name.text, content.toByteArray());
        }
      }
    };
  }

  @Override
  protected ReadableByteChannel open(Name name) throws IOException {
    byte[] content = FILES.get(name.text);
    if (content == null) {
      throw new FileNotFoundException("cannot read " + name + ": no such file");
    }
    return new SeekableInMemoryByteChannel(content);
  }

  @Override
  protected void copy(List<Name> sources, List<Name> destinations) {
    throw new AssertionError("files are never copied");
  }

  @Override
  protected void rename(List<Name> sources, List<Name> destinations, MoveOptions... options)
      throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      if (renamesUntilFailure == 0) {
        renamesUntilFailure = Integer.MAX_VALUE;
        throw new IOException("cannot rename " + sources.get(i) + ": connection lost");
      }
      renamesUntilFailure--;
      FILES.put(destinations.get(i).text, FILES.remove(sources.get(i).text));
    }
  }

  @Override
  protected void delete(Collection<Name> names) throws IOException {
    for (Name name : names) {
      if (name.isDirectory() && FILES.keySet().stream().anyMatch(f -> f.startsWith(name.text))) {
        throw new IOException("cannot delete " + name + ": the directory is not empty");
      }
      FILES.remove(name.text);
    }
  }

  @Override
  protected Name matchNewResource(String spec, boolean isDirectory) {
    return new Name(isDirectory && !spec.endsWith("/") ? spec + "/" : spec);
  }

  @Override
  protected void deleteRecursively(Name directory) {
    FILES.keySet().removeIf(file -> file.startsWith(directory.text));
  }
}
