package io.millrace.runners.distributed.store;

import com.google.protobuf.ByteString;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * A store in a directory of any file system that {@link FileSystems} knows. Thread-safe, as far as
 * keys of {@link StoreOp.Put} are used by one writer.
 */
public final class FileSystemStore implements Store {

  private static final StoreReply ABSENT = new StoreReply.Absent();
  private static final int READ_BUFFER_BYTES = 1 << 16;

  private final ResourceId root;

  /**
   * A store below a directory, which need not exist.
   *
   * @param directory a name as {@link FileSystems} understands it
   */
  public FileSystemStore(String directory) {
    this.root = FileSystems.matchNewResource(directory, true);
  }

  @Override
  public StoreReply execute(StoreOp op) {
    try {
      if (op instanceof StoreOp.Get get) {
        return get(get);
      } else if (op instanceof StoreOp.PutIfAbsent put) {
        return putIfAbsent(put);
      } else if (op instanceof StoreOp.Put put) {
        return put(put);
      } else if (op instanceof StoreOp.Delete delete) {
        FileSystems.delete(List.of(file(delete.key())));
        return StoreReply.Ok.DONE;
      }
      return list(op.key());
    } catch (FileNotFoundException | NoSuchFileException e) {
      return op instanceof StoreOp.Get ? ABSENT : unknown(op, e);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return new StoreReply.Failed(message(e), false);
    } catch (IOException | RuntimeException e) {
      // what reads has no effect; of all else a file system does not say what it left behind
      return op instanceof StoreOp.Get || op instanceof StoreOp.ListForCleaning
          ? new StoreReply.Failed(message(e), true)
          : unknown(op, e);
    }
  }

  private static StoreReply unknown(StoreOp op, Exception e) {
    return new StoreReply.Unknown(op.key() + ": " + message(e));
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private ResourceId file(String key) {
    String outside = StoreKeys.outside(key);
    if (!outside.isEmpty()) {
      return FileSystems.matchNewResource(outside, false);
    }
    ResourceId id = root;
    String[] parts = StoreKeys.checked(key).split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      id = id.resolve(parts[i], StandardResolveOptions.RESOLVE_DIRECTORY);
    }
    return id.resolve(parts[parts.length - 1], StandardResolveOptions.RESOLVE_FILE);
  }

  private StoreReply get(StoreOp.Get get) throws IOException {
    if (get.offset() < 0 || get.length() < 0) {
      throw new IllegalArgumentException(
          "no range: offset=" + get.offset() + ", length=" + get.length());
    }
    try (ReadableByteChannel channel = FileSystems.open(file(get.key()))) {
      skip(channel, get.offset());
      ByteString.Output bytes = ByteString.newOutput();
      long left = get.length();
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(READ_BUFFER_BYTES, Math.max(1, left)));
      while (left > 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int read = channel.read(buffer);
        if (read < 0) {
          break;
        }
        bytes.write(buffer.array(), 0, read);
        left -= read;
      }
      return new StoreReply.Ok(bytes.toByteString());
    }
  }

  private static void skip(ReadableByteChannel channel, long offset) throws IOException {
    if (offset == 0) {
      return;
    }
    if (channel instanceof SeekableByteChannel seekable) {
      seekable.position(offset);
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER_BYTES);
    for (long left = offset; left > 0; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int read = channel.read(buffer);
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  private StoreReply putIfAbsent(StoreOp.PutIfAbsent put) throws IOException {
    if (FileSystems.putIfAbsent(file(put.key()), put.bytes().toByteArray())) {
      return StoreReply.Ok.DONE;
    }
    StoreReply there = execute(StoreOp.Get.all(put.key()));
    // removed since: it was there, and this call did not create it
    return there instanceof StoreReply.Ok ok
        ? new StoreReply.Exists(ok.bytes())
        : new StoreReply.Unknown(put.key() + " exists and could not be read: " + there);
  }

  private StoreReply put(StoreOp.Put put) throws IOException {
    try (WritableByteChannel channel =
        FileSystems.create(file(put.key()), "application/octet-stream")) {
      ByteBuffer buffer = put.bytes().asReadOnlyByteBuffer();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
    return StoreReply.Ok.DONE;
  }

  private StoreReply list(String prefix) throws IOException {
    String base = root.toString();
    String directory = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    String spec = FileSystems.escapeGlob(base + StoreKeys.checked(directory) + "/") + "**";
    List<String> keys = new ArrayList<>();
    for (Metadata found : FileSystems.match(spec, EmptyMatchTreatment.ALLOW).metadata()) {
      String name = found.resourceId().toString();
      if (!found.resourceId().isDirectory() && name.startsWith(base)) {
        String key = name.substring(base.length());
        if (StoreKeys.isKey(key)) {
          keys.add(key);
        }
      }
    }
    keys.sort(null);
    return new StoreReply.Names(keys);
  }
}
