package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.source.SplitEnumerator;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the partitions and where to begin in each. Those that are there at the start it waits for,
 * so that event time does not pass them; new ones it asks for now and then, without waiting.
 *
 * <p>A partition that is new when the job runs is read from its beginning, or from the time that
 * the read begins at: everything in it came after the job began.
 */
final class PartitionFinder implements SplitEnumerator<KafkaSplit> {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionFinder.class);

  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  /** Each look that follows one that missed something comes so soon. */
  private static final long MISSED_AGAIN_MILLIS = 1_000;

  /** So many looks in a row must miss a topic: one broker may know it later than another. */
  private static final int LOOKS_IN_VAIN = 3;

  private final ReadSettings<?, ?> settings;
  private final boolean availableNow;

  /** Those that were given out. */
  private final TreeSet<TopicPartition> known = new TreeSet<>(ORDER);

  /** The topics of these, with what tells one from a later one of the same name. */
  private final TreeMap<String, Uuid> topicIds = new TreeMap<>();

  /** How many looks in a row have missed a topic, or how many partitions a pattern has lost. */
  private int missed;

  private boolean begun;
  private long nextLookMillis = Long.MIN_VALUE;
  private @Nullable Admin admin;

  /** The steps of a look that is under way; null if it is not, or not there yet. */
  private @Nullable KafkaFuture<Set<String>> listed;

  private @Nullable KafkaFuture<Map<String, TopicDescription>> described;

  /**
   * A finder.
   *
   * @param state what {@link #snapshot} gave; null to begin
   * @throws IOException if the state was written by something else
   */
  PartitionFinder(ReadSettings<?, ?> settings, boolean availableNow, byte @Nullable [] state)
      throws IOException {
    this.settings = settings;
    this.availableNow = availableNow;
    if (state != null) {
      DecodeBuffer in = new DecodeBuffer(state);
      begun = in.read() == 1;
      for (int left = RecordParts.INT.decode(in); left > 0; left--) {
        String topic = RecordParts.TEXT.decode(in);
        known.add(new TopicPartition(topic, RecordParts.INT.decode(in)));
      }
      for (int left = RecordParts.INT.decode(in); left > 0; left--) {
        topicIds.put(RecordParts.TEXT.decode(in), uuid(RecordParts.TEXT.decode(in)));
      }
    }
  }

  private static Uuid uuid(String text) throws IOException {
    try {
      return Uuid.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("no id of a topic: " + text, e);
    }
  }

  @Override
  public List<KafkaSplit> discover(long nowMillis) throws IOException {
    if (isFinished() || nowMillis < nextLookMillis) {
      return List.of();
    }
    return begun ? lookForNew(nowMillis) : begin(nowMillis);
  }

  private List<KafkaSplit> begin(long nowMillis) throws IOException {
    Set<TopicPartition> found = look(true);
    if (found == null) {
      throw new IllegalStateException("a look that waits has come to nothing");
    }
    if (found.isEmpty() && (isFixed() || settings.discoverEveryMillis() == 0)) {
      throw new IOException("cannot read " + settings + ": there is no such topic");
    }
    List<KafkaSplit> splits = splits(found, beginnings(found), nowMillis);
    known.addAll(found);
    begun = true;
    nextLookMillis = nowMillis + settings.discoverEveryMillis();
    LOG.info("Reading {} partitions: {}", found.size(), found);
    return splits;
  }

  private List<KafkaSplit> lookForNew(long nowMillis) throws IOException {
    try {
      Set<TopicPartition> found = look(false);
      if (found == null) {
        return List.of();
      }
      if (misses(found)) {
        nextLookMillis = nowMillis + Math.min(MISSED_AGAIN_MILLIS, settings.discoverEveryMillis());
        return List.of();
      }
      found.removeAll(known);
      List<KafkaSplit> splits = List.of();
      if (!found.isEmpty()) {
        Long time = settings.startMillis();
        OffsetSpec from = time == null ? OffsetSpec.earliest() : OffsetSpec.forTimestamp(time);
        splits = splits(found, offsets(found, from), nowMillis);
        known.addAll(found);
        LOG.info("Found {} new partitions: {}", found.size(), found);
      }
      nextLookMillis = nowMillis + settings.discoverEveryMillis();
      return splits;
    } catch (IOException e) {
      if (!(e.getCause() instanceof RetriableException)) {
        throw e;
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          && !(settings.topics() instanceof TopicSelection.ByPattern)) {
        noteMissed("one of them", e);
        nextLookMillis = nowMillis + Math.min(MISSED_AGAIN_MILLIS, settings.discoverEveryMillis());
        return List.of();
      }
      LOG.warn(
          "Looking for new partitions failed, and is tried again in {} ms: {}",
          settings.discoverEveryMillis(),
          e.toString());
      nextLookMillis = nowMillis + settings.discoverEveryMillis();
      return List.of();
    }
  }

  /** Whether a topic is not there any more of which partitions are read. */
  private boolean misses(Set<TopicPartition> found) throws IOException {
    TreeSet<TopicPartition> gone = new TreeSet<>(known);
    gone.removeAll(found);
    if (gone.isEmpty()) {
      missed = 0;
      return false;
    }
    if (settings.topics() instanceof TopicSelection.ByPattern) {
      // topics that come and go are what patterns are for
      if (missed < gone.size()) {
        LOG.warn("{} of {} are not there any more", gone, settings);
      }
      missed = gone.size();
      return false;
    }
    noteMissed(gone.toString(), null);
    return true;
  }

  /** What is there is read on; only a topic that is missed again and again is taken for gone. */
  private void noteMissed(String what, @Nullable IOException cause) throws IOException {
    missed++;
    if (missed >= LOOKS_IN_VAIN) {
      throw new IOException(
          String.format(
              "cannot go on reading %s: %s is not there any more. It was deleted while it was read;"
                  + " what was in it and not read is lost. To go on with what is there, start a new"
                  + " job.",
              settings, what),
          cause);
    }
    LOG.warn("{} of {} is not there, at look {} of {}", what, settings, missed, LOOKS_IN_VAIN);
  }

  /** Offsets of a topic say nothing about another one that has its name. */
  private void checkIds(Map<String, TopicDescription> descriptions) throws IOException {
    for (TopicDescription description : descriptions.values()) {
      Uuid before = topicIds.putIfAbsent(description.name(), description.topicId());
      if (before != null
          && !before.equals(description.topicId())
          && !before.equals(Uuid.ZERO_UUID)
          && !description.topicId().equals(Uuid.ZERO_UUID)) {
        throw new IOException(
            String.format(
                "cannot go on reading %s: the topic %s was deleted and made anew while it was read;"
                    + " what was in it and not read is lost. To read the new one, start a new job.",
                settings, description.name()));
      }
    }
  }

  /** Whether all splits are given out that are there at the start. */
  private boolean isFixed() {
    return availableNow
        || settings.isLimited()
        || settings.topics() instanceof TopicSelection.Partitions;
  }

  private Admin admin() throws IOException {
    Admin opened = admin;
    if (opened == null) {
      try {
        opened = Admin.create(OtherClients.admin(settings.client()));
      } catch (KafkaException e) {
        throw settings.client().failed("cannot read " + settings, e);
      }
      admin = opened;
    }
    return opened;
  }

  /** Asks for partitions, or goes on with it; null if the answer is not there yet. */
  private @Nullable Set<TopicPartition> look(boolean waits) throws IOException {
    KafkaFuture<Map<String, TopicDescription>> descriptions = described;
    if (descriptions == null) {
      Collection<String> names = names(waits);
      if (names == null) {
        return null;
      }
      if (names.isEmpty()) {
        return new TreeSet<>(ORDER);
      }
      descriptions = admin().describeTopics(names).allTopicNames();
      described = descriptions;
    }
    if (!waits && !descriptions.isDone()) {
      return null;
    }
    described = null;
    Set<TopicPartition> all = new TreeSet<>(ORDER);
    Map<String, TopicDescription> answer = get(descriptions);
    checkIds(answer);
    answer.forEach(
        (topic, description) ->
            description
                .partitions()
                .forEach(each -> all.add(new TopicPartition(topic, each.partition()))));
    return chosen(all);
  }

  private @Nullable Collection<String> names(boolean waits) throws IOException {
    if (settings.topics() instanceof TopicSelection.Names given) {
      return given.topics();
    }
    if (settings.topics() instanceof TopicSelection.Partitions given) {
      TreeSet<String> names = new TreeSet<>();
      given.partitions().forEach(partition -> names.add(partition.topic()));
      return names;
    }
    KafkaFuture<Set<String>> list = listed;
    if (list == null) {
      list = admin().listTopics().names();
      listed = list;
    }
    if (!waits && !list.isDone()) {
      return null;
    }
    listed = null;
    TreeSet<String> names = new TreeSet<>(get(list));
    if (settings.topics() instanceof TopicSelection.ByPattern by) {
      names.removeIf(name -> !by.pattern().matcher(name).matches());
    }
    return names;
  }

  private Set<TopicPartition> chosen(Set<TopicPartition> all) throws IOException {
    if (!(settings.topics() instanceof TopicSelection.Partitions given)) {
      return all;
    }
    for (TopicPartition partition : given.partitions()) {
      if (!all.contains(partition)) {
        throw new IOException(
            String.format(
                "cannot read %s: there is no partition %s, but there are %s",
                settings, partition, all));
      }
    }
    all.retainAll(given.partitions());
    return all;
  }

  private Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions)
      throws IOException {
    Long time = settings.startMillis();
    if (time != null) {
      return offsets(partitions, OffsetSpec.forTimestamp(time));
    }
    StartFrom from = settings.startFrom();
    if (from != StartFrom.COMMITTED) {
      return offsets(partitions, spec(from));
    }
    String group = settings.group();
    if (group == null) {
      throw new IOException(
          "cannot read " + settings + ": nothing says where to begin (auto.offset.reset is none)");
    }
    Map<TopicPartition, Long> beginnings = new LinkedHashMap<>();
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    List<TopicPartition> others = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        others.add(partition);
      } else {
        beginnings.put(partition, offset.offset());
      }
    }
    if (!others.isEmpty()) {
      if (settings.reset() == StartFrom.COMMITTED) {
        throw new IOException(
            String.format(
                "cannot read %s: the group %s has committed nothing for %s, and auto.offset.reset"
                    + " is none",
                settings, group, others));
      }
      beginnings.putAll(offsets(others, spec(settings.reset())));
    }
    return beginnings;
  }

  private static OffsetSpec spec(StartFrom from) {
    return from == StartFrom.EARLIEST ? OffsetSpec.earliest() : OffsetSpec.latest();
  }

  /** Where each partition is asked for; behind its last record where there is no such record. */
  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
      throws IOException {
    Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
    if (partitions.isEmpty()) {
      return offsets;
    }
    Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    List<TopicPartition> without = new ArrayList<>();
    Map<TopicPartition, ListOffsetsResultInfo> answers =
        get(admin().listOffsets(asked, new ListOffsetsOptions(settings.isolation())).all());
    answers.forEach(
        (partition, answer) -> {
          if (answer.offset() < 0) {
            without.add(partition);
          } else {
            offsets.put(partition, answer.offset());
          }
        });
    if (!without.isEmpty()) {
      offsets.putAll(offsets(without, OffsetSpec.latest()));
    }
    return offsets;
  }

  private List<KafkaSplit> splits(
      Set<TopicPartition> partitions, Map<TopicPartition, Long> beginnings, long nowMillis)
      throws IOException {
    Map<TopicPartition, Long> ends =
        availableNow ? offsets(partitions, OffsetSpec.latest()) : new TreeMap<>(ORDER);
    List<KafkaSplit.Part> parts = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Long beginning = beginnings.get(partition);
      if (beginning == null) {
        throw new IOException("cannot read " + partition + ": the broker gave no offset for it");
      }
      long end = ends.getOrDefault(partition, KafkaSplit.NO_LIMIT);
      parts.add(new KafkaSplit.Part(partition.topic(), partition.partition(), beginning, end));
    }
    if (settings.isLimited()) {
      // One reader for all: it alone can count.
      long deadline =
          settings.maxReadMillis() == KafkaSplit.NO_LIMIT
              ? KafkaSplit.NO_LIMIT
              : nowMillis + settings.maxReadMillis();
      return List.of(new KafkaSplit(parts, settings.maxRecords(), deadline));
    }
    List<KafkaSplit> splits = new ArrayList<>();
    for (KafkaSplit.Part part : parts) {
      splits.add(new KafkaSplit(List.of(part), KafkaSplit.NO_LIMIT, KafkaSplit.NO_LIMIT));
    }
    return splits;
  }

  private <X> X get(KafkaFuture<X> answer) throws IOException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw settings.client().failed("cannot read " + settings, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking for " + settings);
    }
  }

  @Override
  public boolean isFinished() {
    return begun && (isFixed() || settings.discoverEveryMillis() == 0);
  }

  @Override
  public byte[] snapshot() {
    EncodeBuffer out = new EncodeBuffer();
    try {
      out.write(begun ? 1 : 0);
      RecordParts.INT.encode(known.size(), out);
      for (TopicPartition partition : known) {
        RecordParts.TEXT.encode(partition.topic(), out);
        RecordParts.INT.encode(partition.partition(), out);
      }
      RecordParts.INT.encode(topicIds.size(), out);
      for (Map.Entry<String, Uuid> topic : topicIds.entrySet()) {
        RecordParts.TEXT.encode(topic.getKey(), out);
        RecordParts.TEXT.encode(topic.getValue().toString(), out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    Admin opened = admin;
    admin = null;
    if (opened != null) {
      opened.close();
    }
  }
}
