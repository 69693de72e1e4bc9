package io.millrace.sdk.io.avro;

import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.FileIO.MatchConfiguration;
import io.millrace.sdk.io.FileIO.ReadableFile;
import io.millrace.sdk.io.FileIO.Write.FileNaming;
import io.millrace.sdk.io.WriteFilesResult;
import io.millrace.sdk.io.avro.parts.PartReads;
import io.millrace.sdk.io.avro.parts.WriteTarget;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files of Apache Avro.
 *
 * <pre>{@code
 * PCollection<Order> orders = p.apply(AvroIO.read(Order.class).from("orders/*.avro"));
 * orders.apply(AvroIO.write(Order.class).to("result/orders"));
 * }</pre>
 *
 * <p>Elements are Java records or generic records; what they are in Avro, {@link AvroType} says.
 * Files are read with the schema of the elements, whatever they were written with: what is not
 * wanted is left out, what is missing has its default, numbers become wider. Large files are read
 * in parts at the same time.
 *
 * <p>What is written is seen only when the whole collection is written, each file whole.
 */
public final class AvroIO {

  private AvroIO() {}

  /** Reads records from the files that one pattern stands for. */
  public static <T> Read<T> read(Class<T> record) {
    return Read.of(AvroType.of(record));
  }

  /** Reads generic records from the files that one pattern stands for, with this schema. */
  public static Read<GenericRecord> readGenericRecords(Schema schema) {
    return Read.of(AvroType.of(schema));
  }

  /** Reads records from the files that the patterns in a collection stand for. */
  public static <T> ReadAll<T> readAll(Class<T> record) {
    return ReadAll.of(AvroType.of(record));
  }

  /** Reads generic records from the files that the patterns in a collection stand for. */
  public static ReadAll<GenericRecord> readAllGenericRecords(Schema schema) {
    return ReadAll.of(AvroType.of(schema));
  }

  /** Reads records from the files in a collection, see {@link FileIO#readMatches}. */
  public static <T> ReadFiles<T> readFiles(Class<T> record) {
    return ReadFiles.of(AvroType.of(record));
  }

  /** Reads generic records from the files in a collection, see {@link FileIO#readMatches}. */
  public static ReadFiles<GenericRecord> readFilesGenericRecords(Schema schema) {
    return ReadFiles.of(AvroType.of(schema));
  }

  /** Writes records. */
  public static <T> Write<T> write(Class<T> record) {
    return new Write<>(WriteTarget.of(".avro"), AvroSink.of(AvroType.of(record)));
  }

  /** Writes generic records of this schema. */
  public static Write<GenericRecord> writeGenericRecords(Schema schema) {
    return new Write<>(WriteTarget.of(".avro"), AvroSink.of(AvroType.of(schema)));
  }

  /** The format of records for {@link FileIO#write}. */
  public static <T> AvroSink<T> sink(Class<T> record) {
    return AvroSink.of(AvroType.of(record));
  }

  /** The format of generic records for {@link FileIO#write}. */
  public static AvroSink<GenericRecord> sink(Schema schema) {
    return AvroSink.of(AvroType.of(schema));
  }

  /**
   * See {@link AvroIO#read}.
   *
   * @param <T> the type of the elements
   */
  public static final class Read<T> extends PTransform<PBegin, PCollection<T>> {
    private static final long serialVersionUID = 1;

    private final AvroFormat<T> format;
    private final @Nullable String filepattern;
    private final MatchConfiguration matchConfiguration;

    private Read(
        AvroFormat<T> format, @Nullable String filepattern, MatchConfiguration matchConfiguration) {
      this.format = format;
      this.filepattern = filepattern;
      this.matchConfiguration = matchConfiguration;
    }

    private static <T> Read<T> of(AvroType<T> type) {
      return new Read<>(
          AvroFormat.of(type), null, MatchConfiguration.create(EmptyMatchTreatment.DISALLOW));
    }

    /**
     * The same from this file, or the files of this pattern; see {@link
     * io.millrace.sdk.io.FileSystem#match}. Whether there are any is known when the job runs.
     */
    public Read<T> from(String pattern) {
      return new Read<>(format, Objects.requireNonNull(pattern, "pattern"), matchConfiguration);
    }

    /** The same from the files of this pattern. */
    public Read<T> from(ValueProvider<String> pattern) {
      return from(pattern.get());
    }

    /** The same, looking for files so. */
    public Read<T> withMatchConfiguration(MatchConfiguration configuration) {
      return new Read<>(format, filepattern, configuration);
    }

    /** The same with this treatment of a pattern without files; the default is to fail. */
    public Read<T> withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withMatchConfiguration(matchConfiguration.withEmptyMatchTreatment(treatment));
    }

    /** The same with this treatment of malformed files; the default is {@link BadFiles#FAIL}. */
    public Read<T> withBadFiles(BadFiles badFiles) {
      return new Read<>(format.withBadFiles(badFiles), filepattern, matchConfiguration);
    }

    /**
     * The same, reading new files as they come: the collection has no end. Each file is read once,
     * when it is found. See {@link FileIO.MatchAll#continuously(Duration, TerminationCondition)}
     * for timestamps, for what is remembered, and how files should come.
     *
     * @param pollInterval from one look to the next, in processing time
     * @throws IllegalArgumentException if the interval is not positive
     */
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
          matchConfiguration.continuously(pollInterval, terminationCondition, matchUpdatedFiles));
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      return PartReads.read("AvroIO.read()", input, filepattern, matchConfiguration, format);
    }

    @Override
    protected String getKindString() {
      return "AvroIO.Read";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("filePattern", filepattern).withLabel("File pattern"))
          .include("format", format)
          .include("matchConfiguration", matchConfiguration);
    }
  }

  /**
   * See {@link AvroIO#readAll}.
   *
   * @param <T> the type of the elements
   */
  public static final class ReadAll<T> extends PTransform<PCollection<String>, PCollection<T>> {
    private static final long serialVersionUID = 1;

    private final AvroFormat<T> format;
    private final MatchConfiguration matchConfiguration;

    private ReadAll(AvroFormat<T> format, MatchConfiguration matchConfiguration) {
      this.format = format;
      this.matchConfiguration = matchConfiguration;
    }

    private static <T> ReadAll<T> of(AvroType<T> type) {
      return new ReadAll<>(
          AvroFormat.of(type), MatchConfiguration.create(EmptyMatchTreatment.ALLOW_IF_WILDCARD));
    }

    /** The same with this treatment of patterns without files. */
    public ReadAll<T> withMatchConfiguration(MatchConfiguration configuration) {
      return new ReadAll<>(format, configuration);
    }

    /** The same with this treatment; by default only a name without wildcards must exist. */
    public ReadAll<T> withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withMatchConfiguration(matchConfiguration.withEmptyMatchTreatment(treatment));
    }

    /** The same with this treatment of malformed files; the default is {@link BadFiles#FAIL}. */
    public ReadAll<T> withBadFiles(BadFiles badFiles) {
      return new ReadAll<>(format.withBadFiles(badFiles), matchConfiguration);
    }

    /** The same, reading new files as they come, see {@link Read#watchForNewFiles}. */
    public ReadAll<T> watchForNewFiles(
        Duration pollInterval, TerminationCondition<String, ?> terminationCondition) {
      return watchForNewFiles(pollInterval, terminationCondition, false);
    }

    /** The same, reading new files as they come, see {@link Read#watchForNewFiles}. */
    public ReadAll<T> watchForNewFiles(
        Duration pollInterval,
        TerminationCondition<String, ?> terminationCondition,
        boolean matchUpdatedFiles) {
      return withMatchConfiguration(
          matchConfiguration.continuously(pollInterval, terminationCondition, matchUpdatedFiles));
    }

    @Override
    public PCollection<T> expand(PCollection<String> input) {
      return PartReads.readAll("AvroIO.readAll()", input, matchConfiguration, format);
    }

    @Override
    protected String getKindString() {
      return "AvroIO.ReadAll";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("format", format).include("matchConfiguration", matchConfiguration);
    }
  }

  /**
   * See {@link AvroIO#readFiles}.
   *
   * @param <T> the type of the elements
   */
  public static final class ReadFiles<T>
      extends PTransform<PCollection<ReadableFile>, PCollection<T>> {
    private static final long serialVersionUID = 1;

    private final AvroFormat<T> format;

    private ReadFiles(AvroFormat<T> format) {
      this.format = format;
    }

    private static <T> ReadFiles<T> of(AvroType<T> type) {
      return new ReadFiles<>(AvroFormat.of(type));
    }

    /** The same with this treatment of malformed files; the default is {@link BadFiles#FAIL}. */
    public ReadFiles<T> withBadFiles(BadFiles badFiles) {
      return new ReadFiles<>(format.withBadFiles(badFiles));
    }

    @Override
    public PCollection<T> expand(PCollection<ReadableFile> input) {
      return PartReads.readFiles("AvroIO.readFiles()", input, format);
    }

    @Override
    protected String getKindString() {
      return "AvroIO.ReadFiles";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("format", format);
    }
  }

  /**
   * See {@link AvroIO#write}.
   *
   * <p>The files are called {@code prefix-00000-of-00002.avro} and so on, and are seen only when
   * all of them are written, each of them whole. Input without end is written window by window:
   * each pane has files of its own, which are seen when a checkpoint is complete that has them.
   *
   * @param <T> the type of the elements
   */
  public static final class Write<T>
      extends PTransform<PCollection<T>, WriteFilesResult<@Nullable Void>> {
    private static final long serialVersionUID = 1;

    private final WriteTarget target;
    private final AvroSink<T> sink;

    private Write(WriteTarget target, AvroSink<T> sink) {
      this.target = target;
      this.sink = sink;
    }

    private Write<T> with(WriteTarget other) {
      return new Write<>(other, sink);
    }

    private Write<T> with(AvroSink<T> other) {
      return new Write<>(target, other);
    }

    /**
     * The same to files whose names begin so.
     *
     * @param filenamePrefix with the directory, which is made if need be
     */
    public Write<T> to(String filenamePrefix) {
      return with(target.to(Objects.requireNonNull(filenamePrefix, "filenamePrefix")));
    }

    /** See {@link #to(String)}. */
    public Write<T> to(ValueProvider<String> filenamePrefix) {
      return to(filenamePrefix.get());
    }

    /** The same with names that end so; the default is {@code .avro}. */
    public Write<T> withSuffix(String filenameSuffix) {
      return with(target.withSuffix(filenameSuffix));
    }

    /**
     * The same with this number of files, for each window if there are several; by default, and for
     * 0, the runner decides, which is faster, and not possible for input without end.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Write<T> withNumShards(int numShards) {
      if (numShards < 0) {
        throw new IllegalArgumentException(
            "AvroIO.write() cannot write " + numShards + " shards; 0 lets the runner decide");
      }
      return with(target.withNumShards(numShards));
    }

    /** The same with one file whose name is prefix and suffix; not for input without end. */
    public Write<T> withoutSharding() {
      return with(target.withoutSharding());
    }

    /** The same with names of this kind, in the directory of the prefix. */
    public Write<T> withNaming(FileNaming naming) {
      return with(target.withNaming(naming));
    }

    /**
     * The same with blocks that are compressed so; the default is Snappy.
     *
     * @throws IllegalArgumentException if it is none of Avro's own codecs
     */
    public Write<T> withCodec(CodecFactory codec) {
      return with(sink.withCodec(codec));
    }

    /**
     * The same with blocks of about so many bytes before they are compressed; the default is 64 KB.
     *
     * @throws IllegalArgumentException if it is below 32 or above 2^30
     */
    public Write<T> withSyncInterval(int bytes) {
      return with(sink.withSyncInterval(bytes));
    }

    /**
     * The same with this in the header of each file, beside what Avro writes there.
     *
     * @throws IllegalArgumentException if a key begins with {@code avro.}, as Avro's own do
     */
    public Write<T> withMetadata(Map<String, String> metadata) {
      return with(sink.withMetadata(metadata));
    }

    @Override
    public WriteFilesResult<@Nullable Void> expand(PCollection<T> input) {
      return target.write("AvroIO.write()", input, sink);
    }

    @Override
    protected String getKindString() {
      return "AvroIO.Write";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .include("target", target)
          .add(DisplayData.item("type", sink.type().toString()).withLabel("Type of the elements"))
          .add(DisplayData.item("codec", sink.codec().toString()).withLabel("Codec"));
    }
  }
}
