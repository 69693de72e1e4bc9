package io.millrace.runners.core.plan;

import java.util.List;

/** An edge while the plan is made. */
record DraftEdge(
    DraftStage from,
    List<String> collections,
    DraftStage to,
    Partitioning partitioning,
    String collectionId,
    EdgeCoder coder,
    String reason) {}
