package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A coder of {@link Map}, decoded as a {@link LinkedHashMap}: size, then keys and values in turn.
 * Not deterministic: the order may be any.
 */
public final class MapCoder<K extends @Nullable Object, V extends @Nullable Object>
    extends StructuredCoder<Map<K, V>> {
  private static final long serialVersionUID = 1;

  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;

  private MapCoder(Coder<K> keyCoder, Coder<V> valueCoder) {
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
  }

  /** A coder of maps from what {@code keyCoder} takes to what {@code valueCoder} takes. */
  public static <K extends @Nullable Object, V extends @Nullable Object> MapCoder<K, V> of(
      Coder<K> keyCoder, Coder<V> valueCoder) {
    return new MapCoder<>(keyCoder, valueCoder);
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
  public void encode(Map<K, V> map, OutputStream outStream) throws IOException {
    if (map == null) {
      throw Wire.nullRefused("Map");
    }
    VarInt.encode(map.size(), outStream);
    for (Map.Entry<K, V> entry : map.entrySet()) {
      keyCoder.encode(entry.getKey(), outStream);
      valueCoder.encode(entry.getValue(), outStream);
    }
  }

  @Override
  public Map<K, V> decode(InputStream inStream) throws IOException {
    int size = Wire.readCount(inStream, "size");
    Map<K, V> map = new LinkedHashMap<>();
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

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(
        this, "equal maps may iterate in different orders; SortedMapCoder has one order");
  }

  @Override
  public boolean consistentWithEquals() {
    return keyCoder.consistentWithEquals() && valueCoder.consistentWithEquals();
  }

  @Override
  public Object structuralValue(Map<K, V> map) {
    if (consistentWithEquals()) {
      return map;
    }
    Map<Object, Object> structure = new HashMap<>();
    map.forEach(
        (k, v) -> structure.put(keyCoder.structuralValue(k), valueCoder.structuralValue(v)));
    return structure;
  }

  /** Of the entries in whatever order. */
  @Override
  public int stableHash(Map<K, V> map) {
    int sum = 0;
    for (Map.Entry<K, V> entry : map.entrySet()) {
      sum +=
          StableHash.combine(
              keyCoder.stableHash(entry.getKey()), valueCoder.stableHash(entry.getValue()));
    }
    return StableHash.of(sum);
  }

  @Override
  public TypeDescriptor<Map<K, V>> getEncodedTypeDescriptor() {
    return TypeDescriptors.maps(
        keyCoder.getEncodedTypeDescriptor(), valueCoder.getEncodedTypeDescriptor());
  }
}
