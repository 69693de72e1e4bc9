package io.millrace.runners.distributed.task;

import io.millrace.runners.core.batch.BatchCodec;
import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.stage.EdgeCodec;
import java.util.HashMap;
import java.util.Map;

/** How the batches of channels become bytes. Not thread-safe. */
final class ChannelCodecs {

  private final Plan plan;
  private final Layout layout;
  private final Map<Integer, BatchCodec> byEdge = new HashMap<>();

  ChannelCodecs(Plan plan, Layout layout) {
    this.plan = plan;
    this.layout = layout;
  }

  /** That of a channel, given by its number. */
  BatchCodec of(int channel) {
    Edge edge = layout.edgeOf(channel);
    return byEdge.computeIfAbsent(edge.id(), id -> EdgeCodec.of(edge, plan));
  }
}
