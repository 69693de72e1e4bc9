package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes and reads files of state of one job. */
public final class StateFiles {

  /** Bytes that look wrong are read again so many times before they count as corrupt. */
  private static final int READS = 6;

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

  /** Reads files and checks them, all or none. */
  public void read(
      List<StateFile> files, Consumer<List<ByteString>> then, Consumer<Failure> failed) {
    readFrom(files, 1, new ArrayList<>(), then, failed);
  }

  /**
   * Why a file could not be read.
   *
   * @param corrupt whether it is missing or not what was written, so that trying again is no use
   */
  public record Failure(String cause, boolean corrupt) {}

  private void readFrom(
      List<StateFile> files,
      int number,
      List<ByteString> contents,
      Consumer<List<ByteString>> then,
      Consumer<Failure> failed) {
    if (contents.size() == files.size()) {
      then.accept(contents);
      return;
    }
    StateFile file = files.get(contents.size());
    store.call(
        StoreOp.Get.all(directory + "/" + file.path()),
        reply -> {
          if (reply instanceof StoreReply.Ok ok) {
            try {
              file.verify(ok.bytes());
              contents.add(ChunkedBytes.decode(ok.bytes()));
            } catch (CorruptException e) {
              if (number < READS) {
                readFrom(files, number + 1, contents, then, failed);
              } else {
                failed.accept(new Failure(e.what(), true));
              }
              return;
            }
            readFrom(files, 1, contents, then, failed);
          } else if (reply instanceof StoreReply.Absent) {
            failed.accept(new Failure(file.path() + " is missing", true));
          } else {
            failed.accept(new Failure(file.path() + ": " + reply, false));
          }
        });
  }
}
