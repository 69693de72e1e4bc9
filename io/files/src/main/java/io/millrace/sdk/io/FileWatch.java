package io.millrace.sdk.io;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MetadataCoder;
import io.millrace.sdk.transforms.Contextful;
import io.millrace.sdk.transforms.Requirements;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.Watch;
import io.millrace.sdk.transforms.Watch.Growth.PollFn;
import io.millrace.sdk.transforms.Watch.Growth.PollResult;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Looks for files again and again. */
final class FileWatch {

  private FileWatch() {}

  static Duration checked(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "The interval of looking for new files must be positive, but is " + interval);
    }
    return interval;
  }

  /** Each file once. */
  static PCollection<Metadata> ofNames(
      PCollection<String> patterns,
      Duration interval,
      TerminationCondition<String, ?> condition,
      EmptyMatchTreatment treatment) {
    return watch(patterns, interval, condition, treatment, new NameOf(), StringUtf8Coder.of());
  }

  /** Each file as often as it is modified. */
  static PCollection<Metadata> ofVersions(
      PCollection<String> patterns,
      Duration interval,
      TerminationCondition<String, ?> condition,
      EmptyMatchTreatment treatment) {
    return watch(
        patterns,
        interval,
        condition,
        treatment,
        new VersionOf(),
        KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
  }

  private static <KeyT> PCollection<Metadata> watch(
      PCollection<String> patterns,
      Duration interval,
      TerminationCondition<String, ?> condition,
      EmptyMatchTreatment treatment,
      SerializableFunction<Metadata, KeyT> key,
      Coder<KeyT> keyCoder) {
    return patterns
        .apply(
            "Watch",
            Watch.growthOf(Contextful.of(new Look(treatment), Requirements.empty()), key)
                .withPollInterval(interval)
                .withTerminationPerInput(condition)
                .withOutputCoder(MetadataCoder.of())
                .withOutputKeyCoder(keyCoder))
        .apply("Files", Values.create());
  }

  private static final class Look extends PollFn<String, Metadata> {
    private static final long serialVersionUID = 1;

    private final EmptyMatchTreatment treatment;

    Look(EmptyMatchTreatment treatment) {
      this.treatment = treatment;
    }

    @Override
    public PollResult<Metadata> apply(String pattern, Context c) throws IOException {
      // What is written while it looks is found by the next look, so time must be read before.
      Instant now = c.clock().instant();
      return PollResult.incomplete(now, FileSystems.match(pattern, treatment).metadata())
          .withWatermark(now);
    }
  }

  private static final class NameOf implements SerializableFunction<Metadata, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String apply(Metadata file) {
      return file.resourceId().toString();
    }
  }

  private static final class VersionOf implements SerializableFunction<Metadata, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @Override
    public KV<String, Long> apply(Metadata file) {
      if (file.lastModifiedMillis() == 0) {
        throw new IllegalArgumentException(
            "When "
                + file.resourceId()
                + " was modified is not known, so updated files cannot be told from others: watch"
                + " for new files only (matchUpdatedFiles = false)");
      }
      return KV.of(file.resourceId().toString(), file.lastModifiedMillis());
    }
  }
}
