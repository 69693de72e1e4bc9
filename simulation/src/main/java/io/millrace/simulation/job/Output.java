package io.millrace.simulation.job;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the job writes for each record.
 *
 * @param key the record's key
 * @param split where it came from
 * @param index its number there
 * @param count how many records of the key there were by then, this one included
 * @param sum of their values
 */
public record Output(int key, int split, int index, long count, long sum) {

  /** The size of one. */
  static final int BYTES = 28;

  /** As bytes. */
  public static ByteString encode(List<Output> outputs) {
    ByteBuffer out = ByteBuffer.allocate(outputs.size() * BYTES);
    for (Output output : outputs) {
      output.put(out);
    }
    return ByteString.copyFrom(out.flip());
  }

  void put(ByteBuffer out) {
    out.putInt(key).putInt(split).putInt(index).putLong(count).putLong(sum);
  }

  static Output get(ByteBuffer in) {
    return new Output(in.getInt(), in.getInt(), in.getInt(), in.getLong(), in.getLong());
  }

  /** From bytes. */
  public static List<Output> decode(ByteString bytes) {
    ByteBuffer in = bytes.asReadOnlyByteBuffer();
    List<Output> outputs = new ArrayList<>();
    while (in.hasRemaining()) {
      outputs.add(get(in));
    }
    return outputs;
  }
}
