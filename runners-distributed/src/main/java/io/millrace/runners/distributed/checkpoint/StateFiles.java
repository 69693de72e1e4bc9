package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.machine.StoreCalls.Found;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes and reads files of state of one job. */
public final class StateFiles {

  private final String directory;
  private final StoreCalls store;

  /** The files below the directory of a job. */
  public StateFiles(String directory, StoreCalls store) {
    this.directory = directory;
    this.store = store;
  }

  /** Where a slot writes what it keeps: nobody else writes under that name. */
  public static String path(long attempt, long checkpoint, int slot, String name) {
    return "state/" + Long.toHexString(attempt) + "/" + checkpoint + "/" + slot + "-" + name;
  }

  /** Reads the attempt and the checkpoint out of a path; empty if it is none of a file of state. */
  static Optional<long[]> madeBy(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length != 4 || !parts[0].equals("state")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new long[] {Long.parseUnsignedLong(parts[1], 16), Long.parseLong(parts[2])});
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a file.
   *
   * @param then told the file once it is in the store, or nothing if the store has failed
   */
  public void write(String path, ByteString content, Consumer<Optional<StateFile>> then) {
    ByteString bytes = ChunkedBytes.encode(content);
    StateFile file = StateFile.of(path, bytes);
    store.call(
        new StoreOp.Put(directory + "/" + path, bytes),
        reply -> then.accept(Optional.of(file).filter(f -> reply instanceof StoreReply.Ok)));
  }

  /**
   * Where a slot writes what it keeps for a savepoint, relative to its directory: nobody else, and
   * no other try, writes under that name.
   */
  public static String savepointPath(long attempt, long checkpoint, int slot, String name) {
    return Long.toHexString(attempt) + "-" + checkpoint + "-" + slot + "-" + name;
  }

  /** What is to be in a file, fetched when its turn comes. */
  public interface Content {
    /**
     * Fetches it.
     *
     * @param failed told why it cannot be had
     */
    void get(Consumer<ByteString> then, Consumer<String> failed);
  }

  /** A file that is to be written. */
  public record Unwritten(String path, Content content) {}

  /**
   * Writes files, one after the other: no more than one is in memory because of it.
   *
   * @param then told the files once all are in the store
   * @param failed told which the store did not take, and why; nothing else is written then
   */
  public void writeAll(
      List<Unwritten> files, Consumer<List<StateFile>> then, Consumer<String> failed) {
    writeFrom(new ArrayDeque<>(files), new ArrayList<>(), then, failed);
  }

  private void writeFrom(
      ArrayDeque<Unwritten> left,
      List<StateFile> written,
      Consumer<List<StateFile>> then,
      Consumer<String> failed) {
    Unwritten next = left.poll();
    if (next == null) {
      then.accept(written);
      return;
    }
    next.content()
        .get(
            content -> {
              ByteString bytes = ChunkedBytes.encode(content);
              StateFile file = StateFile.of(next.path(), bytes);
              store.call(
                  new StoreOp.Put(directory + "/" + file.path(), bytes),
                  reply -> {
                    if (reply instanceof StoreReply.Ok) {
                      written.add(file);
                      writeFrom(left, written, then, failed);
                    } else {
                      failed.accept(
                          "the store did not take " + directory + "/" + file.path() + ": " + reply);
                    }
                  });
            },
            failed);
  }

  /**
   * Writes a file whose bytes are its own affair.
   *
   * @param file what is to be there
   * @param then told whether it is in the store
   */
  public void writeAsIs(StateFile file, ByteString bytes, Consumer<Boolean> then) {
    store.call(
        new StoreOp.Put(directory + "/" + file.path(), bytes),
        reply -> then.accept(reply instanceof StoreReply.Ok));
  }

  /** Reads files and checks them, all or none. */
  public void read(
      List<StateFile> files, Consumer<List<ByteString>> then, Consumer<Failure> failed) {
    readFrom(files, new ArrayList<>(), then, failed);
  }

  /**
   * Why a file could not be read.
   *
   * @param corrupt whether it is missing or not what was written, so that trying again is no use
   */
  public record Failure(String cause, boolean corrupt) {}

  private void readFrom(
      List<StateFile> files,
      List<ByteString> contents,
      Consumer<List<ByteString>> then,
      Consumer<Failure> failed) {
    if (contents.size() == files.size()) {
      then.accept(contents);
      return;
    }
    read(
        files.get(contents.size()),
        ChunkedBytes::decode,
        content -> {
          contents.add(content);
          readFrom(files, contents, then, failed);
        },
        failed);
  }

  /** Reads a file and checks it, of which the bytes are the reader's affair. */
  public void readAsIs(StateFile file, Consumer<ByteString> then, Consumer<Failure> failed) {
    read(file, bytes -> bytes, then, failed);
  }

  private void read(
      StateFile file,
      StoreCalls.Decoder<ByteString> decoder,
      Consumer<ByteString> then,
      Consumer<Failure> failed) {
    store.read(
        directory + "/" + file.path(),
        bytes -> {
          file.verify(bytes);
          return decoder.decode(bytes);
        },
        found -> {
          if (found instanceof Found.Whole<ByteString> whole) {
            then.accept(whole.value());
          } else if (found instanceof Found.Corrupt<ByteString> corrupt) {
            failed.accept(new Failure(corrupt.cause().what(), true));
          } else if (found instanceof Found.Unknown<ByteString> unknown) {
            failed.accept(new Failure(file.path() + ": " + unknown.reply(), false));
          } else {
            failed.accept(new Failure(file.path() + " is missing", true));
          }
        });
  }
}
