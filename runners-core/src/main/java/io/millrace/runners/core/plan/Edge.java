package io.millrace.runners.core.plan;

import java.util.List;

/**
 * Elements on their way from one stage to another.
 *
 * @param id the position in {@link Plan#edges()}
 * @param fromStage the id of the producing stage
 * @param collections local collections of the producing stage; each one's elements flow once for
 *     every time that it is listed
 * @param toStage the id of the receiving stage
 * @param partitioning to which task of it
 * @param spillable whether the elements may be many while the receiver does not take them yet, so
 *     that they must go to disk instead of holding up the producer; otherwise a bounded queue is
 *     right
 * @param collectionId the collection of the model that the receiver reads: its windowing applies
 * @param coder the coder of the elements
 * @param reason why the stages are cut here, for people
 */
public record Edge(
    int id,
    int fromStage,
    List<String> collections,
    int toStage,
    Partitioning partitioning,
    boolean spillable,
    String collectionId,
    EdgeCoder coder,
    String reason) {

  public Edge {
    collections = List.copyOf(collections);
  }
}
