package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** Combine functions and keys of every kind that tables tell apart. */
final class Combines {
  static final Coder<String> STRINGS = StringUtf8Coder.of();
  static final Coder<Long> LONGS = VarLongCoder.of();
  static final Coder<List<String>> LISTS_CODER = ListCoder.of(STRINGS);
  static final LongAccumulators<Long> SUMS = new Sums();
  static final LongAccumulators<Object> COUNTS = new Counts();

  /** All values in the order of adding: what is lost, doubled or swapped shows. */
  static final Accumulators<String, List<String>> LISTS = new Lists();

  /** The last value. */
  static final Accumulators<String, String> LAST = new Last();

  static final int KINDS = 6;

  private Combines() {}

  /** Keys of one kind. */
  record Keys<K>(Coder<K> coder, IntFunction<K> of) {
    K key(int i) {
      return of.apply(i);
    }
  }

  /** One kind after the other. */
  static Keys<?> keys(long kind) {
    return switch ((int) (kind % KINDS)) {
      case 0 -> new Keys<>(STRINGS, i -> "k" + i);
      case 1 -> new Keys<>(LONGS, i -> (i % 2 == 0 ? 1L : -1L) * i);
      case 2 -> new Keys<>(ByteArrayCoder.of(), i -> ("b" + i).getBytes(StandardCharsets.UTF_8));
      case 3 -> new Keys<>(NullableCoder.of(STRINGS), i -> i % 50 == 0 ? null : "n" + i);
      case 4 -> new Keys<>(new CollidingLongCoder(5), i -> (long) (i % 300));
      default -> new Keys<>(KvCoder.of(STRINGS, LONGS), i -> KV.of("p" + i % 7, (long) i));
    };
  }

  static <T> List<Byte> bytes(Coder<T> coder, T value) {
    EncodeBuffer buffer = new EncodeBuffer();
    try {
      coder.encode(value, buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Byte> bytes = new ArrayList<>();
    for (byte b : buffer.toByteArray()) {
      bytes.add(b);
    }
    return bytes;
  }

  /** Results in a form that {@code equals} compares whatever the keys. */
  static <K, A> List<List<Object>> inBytes(List<Combined<K, A>> results, Coder<K> coder) {
    List<List<Object>> all = new ArrayList<>();
    for (Combined<K, A> one : results) {
      all.add(
          Arrays.asList(
              one.keyHash(), one.namespace(), bytes(coder, one.key()), one.accumulator()));
    }
    return all;
  }

  /** The order that the table promises. */
  static <K, A> Comparator<Combined<K, A>> order(Coder<K> coder, Coder<String> namespaces) {
    return (a, b) -> {
      int byHash = Integer.compareUnsigned(hash(a, namespaces), hash(b, namespaces));
      return byHash != 0
          ? byHash
          : Arrays.compareUnsigned(bytes(a, coder, namespaces), bytes(b, coder, namespaces));
    };
  }

  private static int hash(Combined<?, ?> one, Coder<String> namespaces) {
    return one.namespace() == null
        ? one.keyHash()
        : one.keyHash() + namespaces.stableHash((String) one.namespace());
  }

  private static <K> byte[] bytes(Combined<K, ?> one, Coder<K> coder, Coder<String> namespaces) {
    EncodeBuffer buffer = new EncodeBuffer();
    try {
      if (one.namespace() != null) {
        namespaces.encode((String) one.namespace(), buffer);
      }
      coder.encode(one.key(), buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.toByteArray();
  }

  private static final class Sums implements LongAccumulators<Long> {
    @Override
    public long identity() {
      return 0;
    }

    @Override
    public long add(long accumulator, Long input) {
      return accumulator + input;
    }

    @Override
    public long merge(long accumulator, long other) {
      return accumulator + other;
    }
  }

  private static final class Counts implements LongAccumulators<Object> {
    @Override
    public long identity() {
      return 0;
    }

    @Override
    public long add(long accumulator, Object input) {
      return accumulator + 1;
    }

    @Override
    public long merge(long accumulator, long other) {
      return accumulator + other;
    }
  }

  private static final class Last implements Accumulators<String, String> {
    @Override
    public String create() {
      return "";
    }

    @Override
    public String add(String accumulator, String input) {
      return input;
    }

    @Override
    public String merge(String accumulator, String other) {
      return other;
    }

    @Override
    public String compact(String accumulator) {
      return accumulator;
    }
  }

  private static class Lists implements Accumulators<String, List<String>> {
    @Override
    public List<String> create() {
      return new ArrayList<>();
    }

    @Override
    public List<String> add(List<String> accumulator, String input) {
      accumulator.add(input);
      return accumulator;
    }

    @Override
    public List<String> merge(List<String> accumulator, List<String> other) {
      accumulator.addAll(other);
      return accumulator;
    }

    @Override
    public List<String> compact(List<String> accumulator) {
      // another object, as functions may do
      return new ArrayList<>(accumulator);
    }
  }

  /** Lists that fail on demand. */
  static class Failing extends Lists {
    final RuntimeException failure = new IllegalArgumentException("the user's own");
    boolean fail;
    boolean failCompacting;

    private void check() {
      if (fail) {
        throw failure;
      }
    }

    @Override
    public List<String> create() {
      check();
      return super.create();
    }

    @Override
    public List<String> add(List<String> accumulator, String input) {
      check();
      return super.add(accumulator, input);
    }

    @Override
    public List<String> merge(List<String> accumulator, List<String> other) {
      check();
      return super.merge(accumulator, other);
    }

    @Override
    public List<String> compact(List<String> accumulator) {
      if (failCompacting) {
        throw failure;
      }
      return super.compact(accumulator);
    }
  }

  /** Writes lists that it cannot read. */
  static final class Unreadable extends AtomicCoder<List<String>> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(List<String> value, OutputStream outStream) throws IOException {
      LISTS_CODER.encode(value, outStream);
    }

    @Override
    public List<String> decode(InputStream inStream) throws IOException {
      throw new IOException("cannot be read back");
    }
  }
}
