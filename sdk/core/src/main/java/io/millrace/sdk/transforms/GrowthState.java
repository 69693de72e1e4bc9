package io.millrace.sdk.transforms;

import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.util.CoderUtils;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The restriction of an element that is watched: what is to be done, and what was seen.
 *
 * @param polls what is to be done
 * @param seen the keys of the outputs that were given already
 * @param termination the state of the condition for when to stop
 */
record GrowthState<StateT extends @Nullable Object>(
    Polls polls, ImmutableSet<KeyHash> seen, StateT termination) {

  /** How often to poll. */
  enum Polls {
    /** Again and again. */
    FOR_EVER,
    /** Once, where a pipeline reads what is there. */
    ONCE,
    /** Not any more. */
    NONE
  }

  /**
   * What is remembered of an output. Outputs whose hashes are equal count as equal: of a thousand
   * million outputs of an element two are so by chance with a probability of less than 10^-20.
   */
  record KeyHash(long high, long low) {

    static <KeyT extends @Nullable Object> KeyHash of(KeyT key, Coder<KeyT> coder)
        throws CoderException {
      byte[] bytes = CoderUtils.encodeToByteArray(coder, key);
      ByteBuffer hash = ByteBuffer.wrap(Hashing.murmur3_128().hashBytes(bytes).asBytes());
      return new KeyHash(hash.getLong(), hash.getLong());
    }
  }

  GrowthState<StateT> done() {
    return new GrowthState<>(Polls.NONE, seen, termination);
  }

  /** What is left after a poll that found this. */
  GrowthState<StateT> after(Set<KeyHash> found, StateT newTermination) {
    ImmutableSet<KeyHash> all =
        found.isEmpty()
            ? seen
            : ImmutableSet.<KeyHash>builderWithExpectedSize(seen.size() + found.size())
                .addAll(seen)
                .addAll(found)
                .build();
    return new GrowthState<>(polls, all, newTermination);
  }

  @Override
  public String toString() {
    return String.format("polls %s, %d outputs seen, %s", polls, seen.size(), termination);
  }
}
