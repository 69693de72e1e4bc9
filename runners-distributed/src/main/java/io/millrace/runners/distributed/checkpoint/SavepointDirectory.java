package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.machine.StoreCalls.Found;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A savepoint: a directory that can be copied, with files of state and a manifest that names them.
 * It is there once the manifest is.
 */
public final class SavepointDirectory {

  private final String directory;
  private final StoreCalls store;

  /**
   * A directory in which there may be a savepoint.
   *
   * @param directory a key of the store, or a name as file systems understand it
   */
  public SavepointDirectory(String directory, StoreCalls store) {
    this.directory = directory;
    this.store = store;
  }

  private String key(String file) {
    return StoreKeys.ofPlace(directory) + "/" + file;
  }

  private String manifest() {
    return key("manifest");
  }

  /**
   * Claims the directory, unless there is a savepoint or somebody else's claim in it.
   *
   * @param owner the same whenever the same one claims it
   * @param taken told whose it is, if it is not the owner's
   * @param failed told what is wrong
   */
  public void claim(String owner, Runnable then, Consumer<String> taken, Consumer<String> failed) {
    store.create(
        key("owner"),
        ByteString.copyFromUtf8(owner),
        reply -> {
          if (reply instanceof StoreReply.Ok) {
            then.run();
          } else if (reply instanceof StoreReply.Exists exists) {
            taken.accept(
                "there is a savepoint in " + directory + ": " + exists.bytes().toStringUtf8());
          } else {
            failed.accept(directory + " cannot be written: " + reply);
          }
        });
  }

  /** What became of a manifest that was to be published. */
  public sealed interface Published {
    /** It is the one in the directory. */
    record Mine() implements Published {}

    /** An earlier one is, of the same savepoint. */
    record Earlier(Manifest manifest) implements Published {}

    /** None is, as far as is known. */
    record Failed(String cause) implements Published {}
  }

  /** Writes the manifest, unless there is one. */
  public void publish(Manifest manifest, Consumer<Published> then) {
    store.create(
        manifest(),
        manifest.encodeSavepoint(),
        reply -> {
          if (reply instanceof StoreReply.Ok) {
            then.accept(new Published.Mine());
          } else if (reply instanceof StoreReply.Exists) {
            read(
                there ->
                    then.accept(
                        there.equals(manifest)
                            ? new Published.Mine()
                            : new Published.Earlier(there)),
                failure -> then.accept(new Published.Failed(failure.cause())));
          } else {
            then.accept(new Published.Failed(manifest() + " was not written: " + reply));
          }
        });
  }

  /**
   * Reads the manifest.
   *
   * @param failed told why there is no savepoint here that could be read
   */
  public void read(Consumer<Manifest> then, Consumer<StateFiles.Failure> failed) {
    store.read(
        manifest(),
        Manifest::decodeSavepoint,
        found -> {
          if (found instanceof Found.Whole<Manifest> whole) {
            then.accept(whole.value());
          } else if (found instanceof Found.Corrupt<Manifest> corrupt) {
            failed.accept(
                new StateFiles.Failure(
                    "the savepoint in " + directory + " cannot be read: " + corrupt.cause().what(),
                    true));
          } else if (found instanceof Found.Unknown<Manifest> unknown) {
            failed.accept(new StateFiles.Failure(manifest() + ": " + unknown.reply(), false));
          } else {
            failed.accept(
                new StateFiles.Failure(
                    "there is no savepoint in " + directory + ": it has no file 'manifest'", true));
          }
        });
  }

  /** Looks whether all files are there, as long as they should be; not what is in them. */
  public void look(Manifest manifest, Runnable then, Consumer<StateFiles.Failure> failed) {
    ArrayDeque<StateFile> left = new ArrayDeque<>();
    manifest.slots().forEach((List<StateFile> files) -> left.addAll(files));
    lookAtNext(left, then, failed);
  }

  private void lookAtNext(
      ArrayDeque<StateFile> left, Runnable then, Consumer<StateFiles.Failure> failed) {
    StateFile next = left.poll();
    if (next == null) {
      then.run();
      return;
    }
    // the last byte, and none behind it
    store.call(
        new StoreOp.Get(key(next.path()), Math.max(0, next.size() - 1), 2),
        reply -> {
          if (reply instanceof StoreReply.Ok ok && ok.bytes().size() == Math.min(1, next.size())) {
            lookAtNext(left, then, failed);
          } else if (reply instanceof StoreReply.Ok || reply instanceof StoreReply.Absent) {
            failed.accept(
                new StateFiles.Failure(
                    String.format(
                        "the savepoint in %s is not whole: %s is missing or has not its %d bytes",
                        directory, next.path(), next.size()),
                    true));
          } else {
            failed.accept(
                new StateFiles.Failure(directory + "/" + next.path() + ": " + reply, false));
          }
        });
  }
}
