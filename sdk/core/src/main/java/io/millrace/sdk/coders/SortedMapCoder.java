package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeParameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A coder of {@link SortedMap}, decoded as a {@link TreeMap}: size, then keys and values in turn,
 * in the keys' natural order, whatever the map's own comparator.
 */
public final class SortedMapCoder<K extends Comparable<? super K>, V extends @Nullable Object>
    extends StructuredCoder<SortedMap<K, V>> {
  private static final long serialVersionUID = 1;

  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;

  private SortedMapCoder(Coder<K> keyCoder, Coder<V> valueCoder) {
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
  }

  /** A coder of maps from what {@code keyCoder} takes to what {@code valueCoder} takes. */
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      SortedMapCoder<K, V> of(Coder<K> keyCoder, Coder<V> valueCoder) {
    return new SortedMapCoder<>(keyCoder, valueCoder);
  }

  /** The coder of keys. */
  public Coder<K> getKeyCoder() {
    return keyCoder;
  }

  /** The coder of values. */
  public Coder<V> getValueCoder() {
    return valueCoder;
  }

  @Override
  public void encode(SortedMap<K, V> map, OutputStream outStream) throws IOException {
    if (map == null) {
      throw Wire.nullRefused("SortedMap");
    }
    VarInt.encode(map.size(), outStream);
    for (Map.Entry<K, V> entry : naturallySorted(map).entrySet()) {
      keyCoder.encode(entry.getKey(), outStream);
      valueCoder.encode(entry.getValue(), outStream);
    }
  }

  @Override
  public SortedMap<K, V> decode(InputStream inStream) throws IOException {
    int size = Wire.readCount(inStream, "size");
    SortedMap<K, V> map = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      K key = keyCoder.decode(inStream);
      map.put(key, valueCoder.decode(inStream));
    }
    return map;
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(keyCoder, valueCoder);
  }

  private SortedMap<K, V> naturallySorted(SortedMap<K, V> map) {
    if (map.comparator() == null) {
      return map;
    }
    SortedMap<K, V> sorted = new TreeMap<>();
    sorted.putAll(map);
    return sorted;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "key", keyCoder);
    verifyDeterministic(this, "value", valueCoder);
  }

  @Override
  public boolean consistentWithEquals() {
    return keyCoder.consistentWithEquals() && valueCoder.consistentWithEquals();
  }

  @Override
  public Object structuralValue(SortedMap<K, V> map) {
    if (consistentWithEquals()) {
      return map;
    }
    Map<Object, Object> structure = new HashMap<>();
    map.forEach(
        (k, v) -> structure.put(keyCoder.structuralValue(k), valueCoder.structuralValue(v)));
    return structure;
  }

  @Override
  public int stableHash(SortedMap<K, V> map) {
    int hash = 0;
    for (Map.Entry<K, V> entry : naturallySorted(map).entrySet()) {
      hash = StableHash.combine(hash, keyCoder.stableHash(entry.getKey()));
      hash = StableHash.combine(hash, valueCoder.stableHash(entry.getValue()));
    }
    return hash;
  }

  @Override
  public TypeDescriptor<SortedMap<K, V>> getEncodedTypeDescriptor() {
    return new TypeDescriptor<SortedMap<K, V>>() {}.where(
            new TypeParameter<K>() {}, keyCoder.getEncodedTypeDescriptor())
        .where(new TypeParameter<V>() {}, valueCoder.getEncodedTypeDescriptor());
  }
}
