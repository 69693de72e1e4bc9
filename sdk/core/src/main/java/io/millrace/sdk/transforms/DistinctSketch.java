package io.millrace.sdk.transforms;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hashing;
import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.util.VarInt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts different values: the hashes themselves while they are few, then registers. Which of the
 * two it is, and all that is in it, depends on the set of values alone. Not thread-safe.
 */
final class DistinctSketch {

  private static final long[] NONE = {};

  private final int precision;

  /** In ascending order up to {@code size}, each once; unused once there are registers. */
  private long[] hashes = NONE;

  private int size;
  private @Nullable UltraLogLog registers;

  DistinctSketch(int precision) {
    this.precision = precision;
  }

  /** As many hashes as take the memory of the registers. */
  private static int largestSize(int precision) {
    return (1 << precision) / Long.BYTES;
  }

  void add(byte[] encoded, int length) {
    add(Hashing.komihash5_0().hashBytesToLong(encoded, 0, length));
  }

  private void add(long hash) {
    if (registers != null) {
      registers.add(hash);
      return;
    }
    int found = Arrays.binarySearch(hashes, 0, size, hash);
    if (found >= 0) {
      return;
    }
    if (size == largestSize(precision)) {
      toRegisters().add(hash);
      return;
    }
    int at = -found - 1;
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.max(4, 2 * size));
    }
    System.arraycopy(hashes, at, hashes, at + 1, size - at);
    hashes[at] = hash;
    size++;
  }

  private UltraLogLog toRegisters() {
    UltraLogLog dense = UltraLogLog.create(precision);
    for (int i = 0; i < size; i++) {
      dense.add(hashes[i]);
    }
    hashes = NONE;
    size = 0;
    registers = dense;
    return dense;
  }

  void merge(DistinctSketch other) {
    if (other.registers != null) {
      UltraLogLog own = registers != null ? registers : toRegisters();
      own.add(other.registers);
      return;
    }
    for (int i = 0; i < other.size; i++) {
      add(other.hashes[i]);
    }
  }

  long estimate() {
    return registers == null ? size : Math.round(registers.getDistinctCountEstimate());
  }

  /**
   * A coder of {@link DistinctSketch}: the number of hashes plus one, and the hashes in ascending
   * order; or 0, and the registers. Deterministic: equal sets of values give equal bytes.
   */
  static final class DistinctSketchCoder extends CustomCoder<DistinctSketch> {
    private static final long serialVersionUID = 1;

    private final int precision;

    DistinctSketchCoder(int precision) {
      this.precision = precision;
    }

    @Override
    public void encode(DistinctSketch sketch, OutputStream outStream) throws IOException {
      if (sketch.registers != null) {
        VarInt.encode(0, outStream);
        outStream.write(sketch.registers.getState());
        return;
      }
      VarInt.encode(sketch.size + 1, outStream);
      for (int i = 0; i < sketch.size; i++) {
        BigEndianLongCoder.of().encode(sketch.hashes[i], outStream);
      }
    }

    @Override
    public DistinctSketch decode(InputStream inStream) throws IOException {
      DistinctSketch sketch = new DistinctSketch(precision);
      long sizePlusOne = VarInt.decodeLong(inStream);
      if (sizePlusOne == 0) {
        byte[] state = inStream.readNBytes(1 << precision);
        if (state.length < 1 << precision) {
          throw new EOFException((1 << precision) + " registers are needed, not " + state.length);
        }
        sketch.registers = UltraLogLog.wrap(state);
        return sketch;
      }
      if (sizePlusOne < 0 || sizePlusOne > largestSize(precision) + 1L) {
        throw new CoderException(
            "the number of hashes is out of range: " + Long.toUnsignedString(sizePlusOne - 1));
      }
      for (long i = 1; i < sizePlusOne; i++) {
        sketch.add(BigEndianLongCoder.of().decode(inStream));
      }
      return sketch;
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof DistinctSketchCoder that && precision == that.precision;
    }

    @Override
    public int hashCode() {
      return precision;
    }

    @Override
    public String toString() {
      return "DistinctSketchCoder(" + precision + ")";
    }
  }
}
