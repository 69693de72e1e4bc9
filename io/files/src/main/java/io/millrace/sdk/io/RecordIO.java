package io.millrace.sdk.io;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.FileIO.MatchConfiguration;
import io.millrace.sdk.io.FileIO.ReadMatches.DirectoryTreatment;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.io.records.RecordFormat;
import io.millrace.sdk.io.records.RecordReading;
import io.millrace.sdk.io.records.RecordSource;
import io.millrace.sdk.io.records.RecordsOfFiles;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of records in any {@link RecordFormat}: what the formats that Millrace knows share.
 *
 * <p>A record that cannot be read fails the job, with its file and line in the message; with {@code
 * withBadRecords()} it is an element of a second output. A file that cannot be read, because it is
 * not there, is cut off, or its compressed data are malformed, always fails the job.
 *
 * <p>For writing, formats have a {@link FileIO.Sink}.
 */
public final class RecordIO {

  private RecordIO() {}

  /** Reads the records of the files that one pattern stands for. */
  public static <T> Read<T> read(RecordFormat<T> format) {
    return new AutoValue_RecordIO_Read.Builder<T>()
        .setReading(RecordReading.of(format))
        .setMatchConfiguration(MatchConfiguration.create(EmptyMatchTreatment.DISALLOW))
        .setCompression(Compression.AUTO)
        .build();
  }

  /** Reads the records of the files that the patterns in a collection stand for. */
  public static <T> ReadAll<T> readAll(RecordFormat<T> format) {
    return new AutoValue_RecordIO_ReadAll<>(
        RecordReading.of(format),
        null,
        MatchConfiguration.create(EmptyMatchTreatment.ALLOW_IF_WILDCARD),
        Compression.AUTO);
  }

  /** Reads the records of the files in a collection, see {@link FileIO#readMatches}. */
  public static <T> ReadFiles<T> readFiles(RecordFormat<T> format) {
    return new AutoValue_RecordIO_ReadFiles<>(RecordReading.of(format), null);
  }

  private static <T> Coder<T> coder(
      @Nullable Coder<T> given, RecordReading<T> reading, Pipeline pipeline) {
    if (given != null) {
      return given;
    }
    try {
      return reading.format().coder(pipeline.getCoderRegistry());
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(
          "no coder is known for what is read; name one with withCoder(...): " + e.getMessage(), e);
    }
  }

  private static FileIO.ReadMatches open(Compression compression) {
    return FileIO.readMatches()
        .withCompression(compression)
        .withDirectoryTreatment(DirectoryTreatment.PROHIBIT);
  }

  /**
   * See {@link RecordIO#read}. Immutable; each method gives a changed copy.
   *
   * @param <T> the type of the records
   */
  @AutoValue
  public abstract static class Read<T> extends PTransform<PBegin, PCollection<T>> {
    private static final long serialVersionUID = 1;

    Read() {}

    abstract RecordReading<T> getReading();

    abstract @Nullable Coder<T> getCoder();

    abstract @Nullable String getFilepattern();

    abstract MatchConfiguration getMatchConfiguration();

    abstract Compression getCompression();

    abstract Builder<T> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<T> {
      abstract Builder<T> setReading(RecordReading<T> reading);

      abstract Builder<T> setCoder(@Nullable Coder<T> coder);

      abstract Builder<T> setFilepattern(@Nullable String filepattern);

      abstract Builder<T> setMatchConfiguration(MatchConfiguration configuration);

      abstract Builder<T> setCompression(Compression compression);

      abstract Read<T> build();
    }

    /**
     * The same from this file, or the files of this pattern; see {@link FileSystem#match}. Whether
     * there are any is known when the job runs.
     */
    public Read<T> from(String filepattern) {
      return toBuilder().setFilepattern(Objects.requireNonNull(filepattern, "filepattern")).build();
    }

    /** The same from the files of this pattern. */
    public Read<T> from(ValueProvider<String> filepattern) {
      return from(filepattern.get());
    }

    /** The same with this coder of records; by default it is inferred. */
    public Read<T> withCoder(Coder<T> coder) {
      return toBuilder().setCoder(coder).build();
    }

    /**
     * The same with records of at most this size, with the end of their lines; the default is 16
     * MiB. A larger one is bad. A reader needs about ten times as much memory when such a record
     * comes.
     */
    public Read<T> withMaxRecordBytes(int bytes) {
      return toBuilder().setReading(getReading().withMaxRecordBytes(bytes)).build();
    }

    /** The same with this treatment of a pattern without files. */
    public Read<T> withMatchConfiguration(MatchConfiguration matchConfiguration) {
      return toBuilder().setMatchConfiguration(matchConfiguration).build();
    }

    /** The same with this treatment of a pattern without files; the default is to fail. */
    public Read<T> withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withMatchConfiguration(getMatchConfiguration().withEmptyMatchTreatment(treatment));
    }

    /**
     * The same for files of this compression; the default is {@link Compression#AUTO}.
     *
     * @throws UnsupportedOperationException if the compression is not supported
     */
    public Read<T> withCompression(Compression compression) {
      return toBuilder().setCompression(compression.checkSupported()).build();
    }

    /** The same, reading new files as they come; see {@link TextIO.Read#watchForNewFiles}. */
    public Read<T> watchForNewFiles(
        Duration pollInterval, TerminationCondition<String, ?> terminationCondition) {
      return watchForNewFiles(pollInterval, terminationCondition, false);
    }

    /**
     * The same.
     *
     * @param matchUpdatedFiles whether a file that was modified since is read again, from its start
     */
    public Read<T> watchForNewFiles(
        Duration pollInterval,
        TerminationCondition<String, ?> terminationCondition,
        boolean matchUpdatedFiles) {
      return withMatchConfiguration(
          getMatchConfiguration()
              .continuously(pollInterval, terminationCondition, matchUpdatedFiles));
    }

    /** The same with records that cannot be read as an output of their own. */
    public PTransform<PBegin, WithFailures.Result<PCollection<T>, BadRecord>> withBadRecords() {
      return new ReadWithBadRecords<>(this);
    }

    private String pattern() {
      String pattern = getFilepattern();
      if (pattern == null) {
        throw new IllegalArgumentException(
            getReading().format() + " needs to be told what to read: add .from(\"dir/*\")");
      }
      // is there a file system for it? throws if not
      FileSystems.matchNewResource(pattern, pattern.endsWith("/"));
      return pattern;
    }

    private boolean watches() {
      return getMatchConfiguration().getWatchInterval() != null;
    }

    private PCollection<ReadableFile> watched(PBegin input) {
      return input
          .apply(
              "Match",
              FileIO.match().filepattern(pattern()).withConfiguration(getMatchConfiguration()))
          .apply("Open", open(getCompression()));
    }

    private RecordSource.Files files() {
      return new RecordSource.Files(
          pattern(), getMatchConfiguration().getEmptyMatchTreatment(), getCompression());
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      Coder<T> coder = coder(getCoder(), getReading(), input.getPipeline());
      return watches()
          ? RecordsOfFiles.read(watched(input), getReading(), coder)
          : input.apply(
              "Read",
              io.millrace.sdk.io.Read.from(RecordSource.ofGood(files(), getReading(), coder)));
    }

    private WithFailures.Result<PCollection<T>, BadRecord> expandAll(PBegin input) {
      Coder<T> coder = coder(getCoder(), getReading(), input.getPipeline());
      return watches()
          ? RecordsOfFiles.readAll(watched(input), getReading(), coder)
          : RecordsOfFiles.readAll(input, files(), getReading(), coder);
    }

    @Override
    protected String getKindString() {
      return getReading().format() + ".Read";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("filePattern", getFilepattern()).withLabel("File pattern"))
          .add(
              DisplayData.item("compressionType", getCompression().toString())
                  .withLabel("Compression"))
          .include("matchConfiguration", getMatchConfiguration())
          .include("records", getReading());
    }
  }

  private static final class ReadWithBadRecords<T>
      extends PTransform<PBegin, WithFailures.Result<PCollection<T>, BadRecord>> {
    private static final long serialVersionUID = 1;

    private final Read<T> read;

    ReadWithBadRecords(Read<T> read) {
      this.read = read;
    }

    @Override
    public WithFailures.Result<PCollection<T>, BadRecord> expand(PBegin input) {
      return read.expandAll(input);
    }

    @Override
    protected String getKindString() {
      return read.getKindString();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.delegate(read);
    }
  }

  /**
   * See {@link RecordIO#readAll}. Immutable; each method gives a changed copy.
   *
   * @param <T> the type of the records
   */
  @AutoValue
  public abstract static class ReadAll<T> extends PTransform<PCollection<String>, PCollection<T>> {
    private static final long serialVersionUID = 1;

    ReadAll() {}

    abstract RecordReading<T> getReading();

    abstract @Nullable Coder<T> getCoder();

    abstract MatchConfiguration getMatchConfiguration();

    abstract Compression getCompression();

    /** The same with this coder of records; by default it is inferred. */
    public ReadAll<T> withCoder(Coder<T> coder) {
      return new AutoValue_RecordIO_ReadAll<>(
          getReading(), coder, getMatchConfiguration(), getCompression());
    }

    /** See {@link Read#withMaxRecordBytes}. */
    public ReadAll<T> withMaxRecordBytes(int bytes) {
      return new AutoValue_RecordIO_ReadAll<>(
          getReading().withMaxRecordBytes(bytes),
          getCoder(),
          getMatchConfiguration(),
          getCompression());
    }

    /** The same with this treatment of patterns without files. */
    public ReadAll<T> withMatchConfiguration(MatchConfiguration configuration) {
      return new AutoValue_RecordIO_ReadAll<>(
          getReading(), getCoder(), configuration, getCompression());
    }

    /** The same with this treatment; by default only a name without wildcards must exist. */
    public ReadAll<T> withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withMatchConfiguration(getMatchConfiguration().withEmptyMatchTreatment(treatment));
    }

    /**
     * The same for files of this compression; the default is {@link Compression#AUTO}.
     *
     * @throws UnsupportedOperationException if the compression is not supported
     */
    public ReadAll<T> withCompression(Compression compression) {
      return new AutoValue_RecordIO_ReadAll<>(
          getReading(), getCoder(), getMatchConfiguration(), compression.checkSupported());
    }

    /** The same, reading new files as they come; see {@link TextIO.Read#watchForNewFiles}. */
    public ReadAll<T> watchForNewFiles(
        Duration pollInterval, TerminationCondition<String, ?> terminationCondition) {
      return watchForNewFiles(pollInterval, terminationCondition, false);
    }

    /** The same, reading new files as they come; see {@link TextIO.Read#watchForNewFiles}. */
    public ReadAll<T> watchForNewFiles(
        Duration pollInterval,
        TerminationCondition<String, ?> terminationCondition,
        boolean matchUpdatedFiles) {
      return withMatchConfiguration(
          getMatchConfiguration()
              .continuously(pollInterval, terminationCondition, matchUpdatedFiles));
    }

    /** The same with records that cannot be read as an output of their own. */
    public PTransform<PCollection<String>, WithFailures.Result<PCollection<T>, BadRecord>>
        withBadRecords() {
      return new ReadAllWithBadRecords<>(this);
    }

    private PCollection<ReadableFile> files(PCollection<String> patterns) {
      return patterns
          .apply(
              "Match",
              FileIO.matchAll()
                  .withConfiguration(getMatchConfiguration())
                  .withOutputParallelization(false)) // reading spreads what is to be read
          .apply("Open", open(getCompression()));
    }

    @Override
    public PCollection<T> expand(PCollection<String> input) {
      return RecordsOfFiles.read(
          files(input), getReading(), coder(getCoder(), getReading(), input.getPipeline()));
    }

    private WithFailures.Result<PCollection<T>, BadRecord> expandAll(PCollection<String> input) {
      return RecordsOfFiles.readAll(
          files(input), getReading(), coder(getCoder(), getReading(), input.getPipeline()));
    }

    @Override
    protected String getKindString() {
      return getReading().format() + ".ReadAll";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(
              DisplayData.item("compressionType", getCompression().toString())
                  .withLabel("Compression"))
          .include("matchConfiguration", getMatchConfiguration())
          .include("records", getReading());
    }
  }

  private static final class ReadAllWithBadRecords<T>
      extends PTransform<PCollection<String>, WithFailures.Result<PCollection<T>, BadRecord>> {
    private static final long serialVersionUID = 1;

    private final ReadAll<T> read;

    ReadAllWithBadRecords(ReadAll<T> read) {
      this.read = read;
    }

    @Override
    public WithFailures.Result<PCollection<T>, BadRecord> expand(PCollection<String> input) {
      return read.expandAll(input);
    }

    @Override
    protected String getKindString() {
      return read.getKindString();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.delegate(read);
    }
  }

  /**
   * See {@link RecordIO#readFiles}. Immutable; each method gives a changed copy.
   *
   * @param <T> the type of the records
   */
  @AutoValue
  public abstract static class ReadFiles<T>
      extends PTransform<PCollection<ReadableFile>, PCollection<T>> {
    private static final long serialVersionUID = 1;

    ReadFiles() {}

    abstract RecordReading<T> getReading();

    abstract @Nullable Coder<T> getCoder();

    /** The same with this coder of records; by default it is inferred. */
    public ReadFiles<T> withCoder(Coder<T> coder) {
      return new AutoValue_RecordIO_ReadFiles<>(getReading(), coder);
    }

    /** See {@link Read#withMaxRecordBytes}. */
    public ReadFiles<T> withMaxRecordBytes(int bytes) {
      return new AutoValue_RecordIO_ReadFiles<>(getReading().withMaxRecordBytes(bytes), getCoder());
    }

    /** The same with records that cannot be read as an output of their own. */
    public PTransform<PCollection<ReadableFile>, WithFailures.Result<PCollection<T>, BadRecord>>
        withBadRecords() {
      return new ReadFilesWithBadRecords<>(this);
    }

    @Override
    public PCollection<T> expand(PCollection<ReadableFile> input) {
      return RecordsOfFiles.read(
          input, getReading(), coder(getCoder(), getReading(), input.getPipeline()));
    }

    private WithFailures.Result<PCollection<T>, BadRecord> expandAll(
        PCollection<ReadableFile> input) {
      return RecordsOfFiles.readAll(
          input, getReading(), coder(getCoder(), getReading(), input.getPipeline()));
    }

    @Override
    protected String getKindString() {
      return getReading().format() + ".ReadFiles";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("records", getReading());
    }
  }

  private static final class ReadFilesWithBadRecords<T>
      extends PTransform<
          PCollection<ReadableFile>, WithFailures.Result<PCollection<T>, BadRecord>> {
    private static final long serialVersionUID = 1;

    private final ReadFiles<T> read;

    ReadFilesWithBadRecords(ReadFiles<T> read) {
      this.read = read;
    }

    @Override
    public WithFailures.Result<PCollection<T>, BadRecord> expand(PCollection<ReadableFile> input) {
      return read.expandAll(input);
    }

    @Override
    protected String getKindString() {
      return read.getKindString();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.delegate(read);
    }
  }
}
