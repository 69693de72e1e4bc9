package io.millrace.benchmarks.parts;

import io.millrace.examples.auction.SplitMix64;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** Elements made bytes and read again, by the coders that their types have. */
public class Coding extends Part {

  static final int ELEMENTS = 1024;
  private static final long BELOW = 1_000_000;

  /** What is coded. */
  public enum Kind {
    LONG,
    STRING,
    PAIR,
    RECORD
  }

  /** Five components, as an event has them. */
  record Purchase(long customer, String item, int pieces, double price, boolean paid) {}

  @Param public Kind kind = Kind.LONG;

  private Coded<?> coded = new Coded<>(TypeDescriptors.longs(), i -> i);

  /** Elements of one type with their bytes. */
  static final class Coded<T> {

    private final Coder<T> coder;
    private final List<T> elements = new ArrayList<>();
    private final EncodeBuffer bytes = new EncodeBuffer();
    private final DecodeBuffer reader = new DecodeBuffer(new byte[0]);

    Coded(TypeDescriptor<T> type, LongFunction<T> element) {
      try {
        this.coder = CoderRegistry.createDefault().getCoder(type);
      } catch (CannotProvideCoderException e) {
        throw new IllegalStateException(e);
      }
      for (int i = 0; i < ELEMENTS; i++) {
        elements.add(element.apply(Long.remainderUnsigned(SplitMix64.mix(i), BELOW)));
      }
    }

    Coder<T> coder() {
      return coder;
    }

    List<T> elements() {
      return elements;
    }

    /** The number of bytes of all elements. */
    int encode() throws IOException {
      bytes.reset();
      for (T element : elements) {
        coder.encode(element, bytes);
      }
      return bytes.length();
    }

    /** Reads what {@link #encode} wrote. */
    void decode(Blackhole into) throws IOException {
      reader.reset(bytes.array(), 0, bytes.length());
      for (int i = 0; i < ELEMENTS; i++) {
        into.consume(coder.decode(reader));
      }
    }

    List<T> decoded() throws IOException {
      List<T> read = new ArrayList<>();
      reader.reset(bytes.array(), 0, bytes.length());
      while (reader.remaining() > 0) {
        read.add(coder.decode(reader));
      }
      return read;
    }
  }

  /** The elements of a kind. */
  static Coded<?> coded(Kind kind) {
    return switch (kind) {
      case LONG -> new Coded<>(TypeDescriptors.longs(), n -> n);
      case STRING -> new Coded<>(TypeDescriptors.strings(), n -> "customer number " + n);
      case PAIR ->
          new Coded<>(
              TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()),
              n -> KV.of("customer number " + n, n));
      case RECORD ->
          new Coded<>(
              TypeDescriptor.of(Purchase.class),
              n -> new Purchase(n, "item " + n % 1000, (int) n % 10, n / 100.0, n % 2 == 0));
    };
  }

  @Setup
  public void prepare() throws IOException {
    coded = coded(kind);
    coded.encode();
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public int encode() throws IOException {
    return coded.encode();
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public void decode(Blackhole into) throws IOException {
    coded.decode(into);
  }
}
