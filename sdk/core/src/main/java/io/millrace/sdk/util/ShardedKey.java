package io.millrace.sdk.util;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.StructuredCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key with the name of a shard, so that the elements of one key can be in several places at once.
 * Immutable and thread-safe.
 *
 * @param <K> the type of the key
 */
public final class ShardedKey<K extends @Nullable Object> {

  private final K key;
  private final byte[] shardId;

  private ShardedKey(K key, byte[] shardId) {
    this.key = key;
    this.shardId = shardId;
  }

  /** The key in the given shard. The array must not be changed afterwards. */
  public static <K extends @Nullable Object> ShardedKey<K> of(K key, byte[] shardId) {
    return new ShardedKey<>(key, Objects.requireNonNull(shardId, "shardId"));
  }

  /** The key. */
  public K getKey() {
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ShardedKey<?> that
        && Objects.equals(key, that.key)
        && Arrays.equals(shardId, that.shardId);
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hashCode(key) + Arrays.hashCode(shardId);
  }

  @Override
  public String toString() {
    return "ShardedKey(" + key + ", " + Arrays.toString(shardId) + ")";
  }

  /** A coder of {@link ShardedKey}: the shard, then the key. */
  public static final class Coder<K extends @Nullable Object>
      extends StructuredCoder<ShardedKey<K>> {

    private static final long serialVersionUID = 1;

    private static final ByteArrayCoder SHARDS = ByteArrayCoder.of();

    private final io.millrace.sdk.coders.Coder<K> keyCoder;

    private Coder(io.millrace.sdk.coders.Coder<K> keyCoder) {
      this.keyCoder = keyCoder;
    }

    /** A coder of keys of what {@code keyCoder} takes, in shards. */
    public static <K extends @Nullable Object> Coder<K> of(
        io.millrace.sdk.coders.Coder<K> keyCoder) {
      return new Coder<>(keyCoder);
    }

    /** The coder of the keys. */
    public io.millrace.sdk.coders.Coder<K> getKeyCoder() {
      return keyCoder;
    }

    @Override
    public void encode(ShardedKey<K> value, OutputStream outStream) throws IOException {
      if (value == null) {
        throw new CoderException("cannot encode a null ShardedKey");
      }
      SHARDS.encode(value.shardId, outStream);
      keyCoder.encode(value.key, outStream);
    }

    @Override
    public ShardedKey<K> decode(InputStream inStream) throws IOException {
      byte[] shardId = SHARDS.decode(inStream);
      return ShardedKey.of(keyCoder.decode(inStream), shardId);
    }

    @Override
    public List<? extends io.millrace.sdk.coders.Coder<?>> getCoderArguments() {
      return List.of(keyCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      verifyDeterministic(this, "key", keyCoder);
    }

    @Override
    public boolean consistentWithEquals() {
      return keyCoder.consistentWithEquals();
    }

    @Override
    public Object structuralValue(ShardedKey<K> value) {
      return consistentWithEquals()
          ? value
          : ShardedKey.of(keyCoder.structuralValue(value.key), value.shardId);
    }
  }
}
