package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The namespaces: rows hold numbers, of which each distinct namespace has one. */
final class NamespaceColumn extends Column {
  // an entry of the map, one of the list, and what they refer to besides the encoding
  private static final int OVERHEAD = 160;

  private static final class Known {
    private final Object namespace;
    private final int hash;
    private final byte[] encoded;

    Known(Object namespace, int hash, byte[] encoded) {
      this.namespace = namespace;
      this.hash = hash;
      this.encoded = encoded;
    }
  }

  private final Coder<Object> coder;
  private final Map<Object, Integer> idOf = new HashMap<>();
  private final List<Known> known = new ArrayList<>();
  private int[] ids = new int[0];
  private @Nullable Object last;
  private int lastId;
  private int lastHash;

  @SuppressWarnings("unchecked")
  NamespaceColumn(Coder<?> coder) {
    this.coder = (Coder<Object>) coder;
  }

  /** The number of a namespace. */
  int number(Object namespace) throws IOException {
    if (namespace != last) {
      Object structure = coder.structuralValue(namespace);
      Integer id = idOf.get(structure);
      lastId = id == null ? learn(structure, namespace) : id;
      lastHash = known.get(lastId).hash;
      last = namespace;
    }
    return lastId;
  }

  private int learn(Object structure, Object namespace) throws IOException {
    EncodeBuffer encoded = new EncodeBuffer();
    coder.encode(namespace, encoded);
    byte[] bytes = encoded.toByteArray();
    int id = known.size();
    known.add(new Known(namespace, coder.stableHash(namespace), bytes));
    idOf.put(structure, id);
    heapBytes += OVERHEAD + HeapEstimate.ofArray(bytes);
    return id;
  }

  /** The stable hash of the namespace with this number. */
  int hash(int number) {
    return number == lastId && last != null ? lastHash : known.get(number).hash;
  }

  int distinct() {
    return known.size();
  }

  int id(int row) {
    return ids[row];
  }

  void set(int row, int number) {
    ids[row] = number;
  }

  Object get(int row) {
    return known.get(ids[row]).namespace;
  }

  void encode(int row, EncodeBuffer out) {
    out.write(known.get(ids[row]).encoded);
  }

  /** Forgets all namespaces; no row may need one any longer. */
  void forget() {
    idOf.clear();
    known.clear();
    last = null;
    heapBytes = 0;
  }

  @Override
  void drop(int row) {}

  @Override
  int bytesPerRow() {
    return Integer.BYTES;
  }

  @Override
  void resize(int capacity) {
    ids = Arrays.copyOf(ids, capacity);
  }

  @Override
  void relocate(int capacity, int[] targets) {
    int[] old = ids;
    ids = new int[capacity];
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] >= 0) {
        ids[targets[row]] = old[row];
      }
    }
  }

  @Override
  void clear(int from, int to) {}
}
