package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.SerializableFunction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes elements as they come, each destination into files of its own.
 *
 * <p>The destinations that come first have a file open; when there are as many as may be, elements
 * of other destinations wait on the local disk, and are written destination by destination when all
 * have come. So a destination has as few files as if there were no limit.
 */
final class DestinationsWriter<DestT extends @Nullable Object, T extends @Nullable Object>
    extends FileWriter<T, DestT> {

  private final FileOutput<DestT, T> output;
  private final Coder<T> coder;
  private final TemporaryDirectory directory;
  private final @Nullable SerializableFunction<T, Long> weigher;
  private final Map<Object, RollingFile<DestT, T>> open = new LinkedHashMap<>();
  private @Nullable SpilledElements<DestT, T> spilled;

  DestinationsWriter(FileOutput<DestT, T> output, Coder<T> coder, TemporaryDirectory directory) {
    super(directory);
    this.output = output;
    this.coder = coder;
    this.directory = directory;
    this.weigher = output.rolling().weigher(coder);
  }

  @Override
  public void write(T element, long timestampMillis) throws IOException {
    DestT destination = output.destinations().of(element);
    Object key = output.destinations().coder().structuralValue(destination);
    RollingFile<DestT, T> file = open.get(key);
    if (file != null) {
      file.write(element);
    } else if (open.size() < output.maxOpenFiles()) {
      begin(key, destination).write(element);
    } else {
      SpilledElements<DestT, T> waiting = spilled;
      if (waiting == null) {
        waiting = new SpilledElements<>(coder);
        spilled = waiting;
      }
      waiting.add(key, destination, element);
    }
  }

  private RollingFile<DestT, T> begin(Object key, DestT destination) {
    RollingFile<DestT, T> file =
        new RollingFile<>(output, directory, destination, WrittenFile.ANY_SHARD, weigher, written);
    open.put(key, file);
    return file;
  }

  @Override
  void finishAll() throws IOException {
    for (RollingFile<DestT, T> file : open.values()) {
      file.finish();
    }
    open.clear();
    SpilledElements<DestT, T> waiting = spilled;
    if (waiting != null) {
      waiting.forEachDestination(
          (key, destination, elements) -> {
            RollingFile<DestT, T> file = begin(key, destination);
            while (elements.hasNext()) {
              file.write(elements.next());
            }
            file.finish();
            open.remove(key);
          });
      waiting.close();
      spilled = null;
    }
  }

  @Override
  void discardAll() throws IOException {
    for (RollingFile<DestT, T> file : open.values()) {
      file.discard();
    }
    open.clear();
    SpilledElements<DestT, T> waiting = spilled;
    spilled = null;
    if (waiting != null) {
      waiting.close();
    }
  }
}
