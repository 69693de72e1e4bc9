package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.grouping.CombineTable;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import org.jspecify.annotations.Nullable;

/** The lifted half of a combine: fewer elements go through the exchange. */
interface PreCombine extends ElementReceiver, Finishable {

  /** How many keys are held: enough for most of a skewed distribution, few enough for caches. */
  int MAX_ENTRIES = 1 << 17;

  /** The share of a grouping's memory that is enough for what need not hold everything. */
  int MEMORY_SHARE = 4;

  /**
   * A node in front of an exchange.
   *
   * @param sessions whether windows merge
   * @param next who reads the accumulators
   * @param hashedNext the same if it takes key hashes
   */
  static PreCombine of(
      PerKeyCombine combine,
      boolean sessions,
      ElementReceiver next,
      @Nullable HashedReceiver hashedNext,
      StageEnv env,
      ElementCursor cursor) {
    long memory = Math.max(CombineTable.SMALLEST_BUDGET, env.memoryBudgetBytes() / MEMORY_SHARE);
    return sessions
        ? new PreCombineSessionsNode(combine, next, hashedNext, memory, cursor)
        : Template.instantiate(
            PreCombine.class, PreCombineNode.class, combine, next, hashedNext, memory, cursor);
  }
}
