package io.millrace.sdk.coders;

import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coder of {@link KV}: the key, then the value. */
public final class KvCoder<K extends @Nullable Object, V extends @Nullable Object>
    extends StructuredCoder<KV<K, V>> {
  private static final long serialVersionUID = 1;

  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;

  private KvCoder(Coder<K> keyCoder, Coder<V> valueCoder) {
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
  }

  /** A coder of pairs of what the two coders take. */
  public static <K extends @Nullable Object, V extends @Nullable Object> KvCoder<K, V> of(
      Coder<K> keyCoder, Coder<V> valueCoder) {
    return new KvCoder<>(keyCoder, valueCoder);
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
  public void encode(KV<K, V> kv, OutputStream outStream) throws IOException {
    if (kv == null) {
      throw Wire.nullRefused("KV");
    }
    keyCoder.encode(kv.getKey(), outStream);
    valueCoder.encode(kv.getValue(), outStream);
  }

  @Override
  public KV<K, V> decode(InputStream inStream) throws IOException {
    K key = keyCoder.decode(inStream);
    return KV.of(key, valueCoder.decode(inStream));
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(keyCoder, valueCoder);
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
  public Object structuralValue(KV<K, V> kv) {
    return consistentWithEquals()
        ? kv
        : KV.of(keyCoder.structuralValue(kv.getKey()), valueCoder.structuralValue(kv.getValue()));
  }

  @Override
  public int stableHash(KV<K, V> kv) {
    return StableHash.combine(
        keyCoder.stableHash(kv.getKey()), valueCoder.stableHash(kv.getValue()));
  }

  @Override
  public TypeDescriptor<KV<K, V>> getEncodedTypeDescriptor() {
    return TypeDescriptors.kvs(
        keyCoder.getEncodedTypeDescriptor(), valueCoder.getEncodedTypeDescriptor());
  }
}
