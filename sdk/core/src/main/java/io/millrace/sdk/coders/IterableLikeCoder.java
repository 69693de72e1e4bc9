package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The base of coders of things that are iterated over, with one coder for the elements.
 *
 * <p>A {@link Collection}, which knows its size, is the size plus one and the elements. Anything
 * else is 0, chunks of a number and that many elements, and 0 again: it is iterated over once and
 * never held in memory.
 */
public abstract class IterableLikeCoder<T extends @Nullable Object, IterableT extends Iterable<T>>
    extends StructuredCoder<IterableT> {
  private static final long serialVersionUID = 1;

  private static final int CHUNK_BYTES = 8192;
  private static final int LARGEST_INITIAL_CAPACITY = 1024;

  private final Coder<T> elementCoder;
  private final String iterableName;

  /** {@code iterableName} is what error messages call the thing. */
  protected IterableLikeCoder(Coder<T> elementCoder, String iterableName) {
    if (elementCoder == null) {
      throw new NullPointerException("the coder of the elements of " + iterableName);
    }
    this.elementCoder = elementCoder;
    this.iterableName = iterableName;
  }

  /** The coder of the elements. */
  public Coder<T> getElemCoder() {
    return elementCoder;
  }

  /** Makes the thing of its elements; may keep the list. */
  protected abstract IterableT decodeToIterable(List<T> decodedElements);

  @Override
  public void encode(IterableT iterable, OutputStream outStream) throws IOException {
    if (iterable == null) {
      throw Wire.nullRefused(iterableName);
    }
    if (iterable instanceof Collection<?> collection) {
      VarInt.encode(collection.size() + 1L, outStream);
      for (T element : iterable) {
        elementCoder.encode(element, outStream);
      }
    } else {
      encodeInChunks(iterable, outStream);
    }
  }

  private void encodeInChunks(IterableT iterable, OutputStream out) throws IOException {
    VarInt.encode(0, out);
    EncodeBuffer chunk = new EncodeBuffer();
    int count = 0;
    for (T element : iterable) {
      elementCoder.encode(element, chunk);
      count++;
      if (chunk.length() >= CHUNK_BYTES) {
        writeChunk(chunk, count, out);
        count = 0;
      }
    }
    if (count > 0) {
      writeChunk(chunk, count, out);
    }
    VarInt.encode(0, out);
  }

  private static void writeChunk(EncodeBuffer chunk, int count, OutputStream out)
      throws IOException {
    VarInt.encode(count, out);
    out.write(chunk.array(), 0, chunk.length());
    chunk.reset();
  }

  @Override
  public IterableT decode(InputStream inStream) throws IOException {
    long sizePlusOne = VarInt.decodeLong(inStream);
    if (sizePlusOne < 0 || sizePlusOne > 1L + Integer.MAX_VALUE) {
      throw new CoderException(
          "a size of " + Long.toUnsignedString(sizePlusOne - 1) + " is out of range");
    }
    List<T> elements;
    if (sizePlusOne > 0) {
      int size = (int) (sizePlusOne - 1);
      // a corrupt size must not allocate what never comes
      elements = new ArrayList<>(Math.min(size, LARGEST_INITIAL_CAPACITY));
      decodeInto(elements, size, inStream);
    } else {
      elements = new ArrayList<>();
      for (int n = Wire.readCount(inStream, "chunk"); n > 0; ) {
        decodeInto(elements, n, inStream);
        n = Wire.readCount(inStream, "chunk");
      }
    }
    return decodeToIterable(elements);
  }

  private void decodeInto(List<T> elements, int count, InputStream in) throws IOException {
    for (int i = 0; i < count; i++) {
      elements.add(elementCoder.decode(in));
    }
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(elementCoder);
  }

  /** Throws, unless a subclass knows the order of its elements. */
  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(
        this, "equal values of " + iterableName + " may iterate in different orders");
  }

  /** The structural values of the elements as a list; coders without an order override it. */
  @Override
  public Object structuralValue(IterableT value) {
    List<Object> structure = new ArrayList<>();
    for (T element : value) {
      structure.add(elementCoder.structuralValue(element));
    }
    return structure;
  }

  /** Of the elements in their order. */
  @Override
  public int stableHash(IterableT value) {
    int hash = 0;
    for (T element : value) {
      hash = StableHash.combine(hash, elementCoder.stableHash(element));
    }
    return hash;
  }
}
