/**
 * Topics of Apache Kafka: {@link io.millrace.sdk.io.kafka.KafkaIO} reads and writes them.
 *
 * <p>A partition is a split, and the offset of the next record its position: where a job goes on is
 * in its own checkpoints, and never in a group of the broker. Readers poll without waiting, and
 * partitions are assigned and not subscribed to, so that nobody is thrown out of a group.
 *
 * <p>Exactly-once writing keeps no transaction open for longer than it takes to send what is there.
 * Writers gather records in numbered batches, which are part of the job's checkpoints; one
 * committer sends them in transactions that also say, in a topic of the sink's own, which batches
 * are sent. Whoever commits next reads that first. A job that stands still for days loses nothing.
 */
@NullMarked
package io.millrace.sdk.io.kafka;

import org.jspecify.annotations.NullMarked;
