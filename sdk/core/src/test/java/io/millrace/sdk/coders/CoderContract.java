package io.millrace.sdk.coders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.sdk.coders.Coder.NonDeterministicException;
import io.millrace.sdk.util.SerializableUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What every coder owes to every value that it takes. */
final class CoderContract {
  private CoderContract() {}

  @SafeVarargs
  @SuppressWarnings("varargs")
  static <T> void holds(Coder<T> coder, T... values) {
    holds(coder, Arrays.asList(values));
  }

  static <T> void holds(Coder<T> coder, List<T> values) {
    try {
      copyOfTheCoderIsEqual(coder);
      concatenationRoundTrips(coder, values);
      for (T value : values) {
        roundTripsOnPlainStreams(coder, value);
        hashDependsOnCoderAndValueAlone(coder, value);
        everyPrefixIsRefused(coder, value);
        corruptBytesAreRefusedOrRead(coder, value);
      }
      equalityIsThatOfBytes(coder, values);
    } catch (IOException e) {
      fail(coder + " on " + values, e);
    }
  }

  private static <T> void copyOfTheCoderIsEqual(Coder<T> coder) {
    Coder<?> copy = SerializableUtils.clone(coder);
    assertThat(copy).isEqualTo(coder);
    assertThat(copy.hashCode()).isEqualTo(coder.hashCode());
    assertThat(copy.toString()).isEqualTo(coder.toString());
  }

  private static <T> void concatenationRoundTrips(Coder<T> coder, List<T> values)
      throws IOException {
    EncodeBuffer out = new EncodeBuffer(1);
    for (T value : values) {
      coder.encode(value, out);
    }
    DecodeBuffer in = new DecodeBuffer(out.array(), 0, out.length());
    for (T value : values) {
      same(coder, coder.decode(in), value);
    }
    assertThat(in.remaining()).isZero();
  }

  private static <T> void same(Coder<T> coder, T actual, T expected) {
    assertThat(coder.structuralValue(actual)).isEqualTo(coder.structuralValue(expected));
    if (coder.consistentWithEquals()) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static <T> void roundTripsOnPlainStreams(Coder<T> coder, T value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.encode(value, out);
    assertThat(out.toByteArray()).isEqualTo(bytes(coder, value));
    InputStream in = new OneByteAtATime(out.toByteArray());
    same(coder, coder.decode(in), value);
    assertThat(in.read()).isEqualTo(-1);
  }

  private static <T> void hashDependsOnCoderAndValueAlone(Coder<T> coder, T value)
      throws IOException {
    T copy = coder.decode(new DecodeBuffer(bytes(coder, value)));
    Coder<T> coderCopy = SerializableUtils.clone(coder);
    assertThat(coderCopy.stableHash(copy)).isEqualTo(coder.stableHash(value));
    assertThat(bytes(coderCopy, value)).isEqualTo(bytes(coder, value));
  }

  private static <T> void everyPrefixIsRefused(Coder<T> coder, T value) throws IOException {
    byte[] bytes = bytes(coder, value);
    for (int length = 0; length < Math.min(bytes.length, 300); length++) {
      try {
        T read = coder.decode(new DecodeBuffer(bytes, 0, length));
        fail("%s read %s from %d of %d bytes", coder, read, length, bytes.length);
      } catch (IOException expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
      try {
        T read = coder.decode(new ByteArrayInputStream(bytes, 0, length));
        fail("%s read %s from %d of %d bytes", coder, read, length, bytes.length);
      } catch (IOException expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
    }
  }

  private static <T> void corruptBytesAreRefusedOrRead(Coder<T> coder, T value) throws IOException {
    byte[] bytes = bytes(coder, value);
    long seed = Arrays.hashCode(bytes);
    Random random = new Random(seed);
    for (int i = 0; i < 50 && bytes.length > 0; i++) {
      byte[] corrupt = bytes.clone();
      corrupt[random.nextInt(corrupt.length)] = (byte) random.nextInt(256);
      try {
        coder.decode(new DecodeBuffer(corrupt));
      } catch (IOException expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      } catch (RuntimeException e) {
        fail("seed " + seed + ": " + coder + " threw at " + Arrays.toString(corrupt), e);
      }
    }
  }

  private static <T> void equalityIsThatOfBytes(Coder<T> coder, List<T> values) throws IOException {
    boolean deterministic = isDeterministic(coder);
    for (T a : values) {
      for (T b : values) {
        boolean sameStructure = coder.structuralValue(a).equals(coder.structuralValue(b));
        if (deterministic) {
          assertThat(Arrays.equals(bytes(coder, a), bytes(coder, b)))
              .as("%s: same bytes of %s and %s", coder, a, b)
              .isEqualTo(sameStructure);
        }
        if (coder.consistentWithEquals() && a != null) {
          assertThat(a.equals(b))
              .as("%s: equality of %s and %s", coder, a, b)
              .isEqualTo(sameStructure);
        }
        if (sameStructure) {
          assertThat(coder.stableHash(a)).isEqualTo(coder.stableHash(b));
          assertThat(coder.structuralValue(a).hashCode())
              .isEqualTo(coder.structuralValue(b).hashCode());
        }
      }
    }
  }

  static boolean isDeterministic(Coder<?> coder) {
    try {
      coder.verifyDeterministic();
      return true;
    } catch (NonDeterministicException e) {
      assertThat(e).hasMessageContaining(coder.getClass().getSimpleName());
      return false;
    }
  }

  static <T> byte[] bytes(Coder<T> coder, T value) throws IOException {
    EncodeBuffer out = new EncodeBuffer();
    coder.encode(value, out);
    return out.toByteArray();
  }

  /** A stream as slow as a network can be. */
  private static final class OneByteAtATime extends InputStream {
    private final ByteArrayInputStream in;

    OneByteAtATime(byte[] bytes) {
      this.in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      return in.read(target, offset, Math.min(1, count));
    }
  }
}
