package io.millrace.sdk.io;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.compress.FileContent;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MetadataCoder;
import io.millrace.sdk.io.write.Destinations;
import io.millrace.sdk.io.write.FileOutput;
import io.millrace.sdk.io.write.FileWrites;
import io.millrace.sdk.io.write.OneDestination;
import io.millrace.sdk.io.write.Rolling;
import io.millrace.sdk.io.write.ShardNames;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Works with whole files: finds them, opens them, writes them in any format.
 *
 * <pre>{@code
 * PCollection<KV<String, String>> contents = p
 *     .apply(FileIO.match().filepattern("docs/*.xml"))
 *     .apply(FileIO.readMatches())
 *     .apply(ParDo.of(new DoFn<FileIO.ReadableFile, KV<String, String>>() { ... }));
 * }</pre>
 */
public final class FileIO {

  private FileIO() {}

  /** Finds the files that one pattern stands for, once or again and again. */
  public static Match match() {
    return new AutoValue_FileIO_Match.Builder()
        .setConfiguration(MatchConfiguration.create(EmptyMatchTreatment.DISALLOW))
        .build();
  }

  /** Finds the files that the patterns in a collection stand for, once or again and again. */
  public static MatchAll matchAll() {
    return new AutoValue_FileIO_MatchAll(
        MatchConfiguration.create(EmptyMatchTreatment.ALLOW_IF_WILDCARD), true);
  }

  /** Makes files that were found readable. */
  public static ReadMatches readMatches() {
    return new AutoValue_FileIO_ReadMatches(Compression.AUTO, ReadMatches.DirectoryTreatment.SKIP);
  }

  /** Writes files in the format that a {@link Sink} knows. */
  public static <InputT extends @Nullable Object> Write<@Nullable Void, InputT> write() {
    return Write.create(false);
  }

  /**
   * Writes files to destinations that elements have, each in the format and under the names of its
   * destination.
   *
   * <pre>{@code
   * orders.apply(
   *     FileIO.<String, Order>writeDynamic()
   *         .by(Order::country)
   *         .withDestinationCoder(StringUtf8Coder.of())
   *         .via(Order::toLine, TextIO.sink().withHeader("id,country,cents"))
   *         .to("/data/orders")
   *         .withNaming(country -> FileIO.Write.defaultNaming(country + "/orders", ".csv")));
   * }</pre>
   */
  public static <DestinationT extends @Nullable Object, UserT extends @Nullable Object>
      Write<DestinationT, UserT> writeDynamic() {
    return Write.create(true);
  }

  /** How often to look for files, and what happens to patterns without any. Immutable. */
  @AutoValue
  public abstract static class MatchConfiguration implements HasDisplayData, Serializable {
    private static final long serialVersionUID = 1;

    MatchConfiguration() {}

    /** Looks once, with this treatment of patterns without files. */
    public static MatchConfiguration create(EmptyMatchTreatment emptyMatchTreatment) {
      return new AutoValue_FileIO_MatchConfiguration.Builder()
          .setEmptyMatchTreatment(emptyMatchTreatment)
          .setMatchUpdatedFiles(false)
          .build();
    }

    /** What happens to patterns that no file matches. */
    public abstract EmptyMatchTreatment getEmptyMatchTreatment();

    /** How long to wait before looking again; null to look once. */
    public abstract @Nullable Duration getWatchInterval();

    /** When to stop looking; null to look once. */
    abstract @Nullable TerminationCondition<String, ?> getWatchTerminationCondition();

    /** Whether files that have changed are new. */
    abstract boolean getMatchUpdatedFiles();

    abstract Builder toBuilder();

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setEmptyMatchTreatment(EmptyMatchTreatment treatment);

      abstract Builder setWatchInterval(@Nullable Duration interval);

      abstract Builder setWatchTerminationCondition(
          @Nullable TerminationCondition<String, ?> condition);

      abstract Builder setMatchUpdatedFiles(boolean matchUpdatedFiles);

      abstract MatchConfiguration build();
    }

    /** The same with another treatment. */
    public MatchConfiguration withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return toBuilder().setEmptyMatchTreatment(treatment).build();
    }

    /** See {@link MatchAll#continuously(Duration, TerminationCondition)}. */
    public MatchConfiguration continuously(
        Duration interval, TerminationCondition<String, ?> condition) {
      return continuously(interval, condition, false);
    }

    /** See {@link MatchAll#continuously(Duration, TerminationCondition, boolean)}. */
    public MatchConfiguration continuously(
        Duration interval, TerminationCondition<String, ?> condition, boolean matchUpdatedFiles) {
      return toBuilder()
          .setWatchInterval(FileWatch.checked(interval))
          .setWatchTerminationCondition(Objects.requireNonNull(condition, "condition"))
          .setMatchUpdatedFiles(matchUpdatedFiles)
          // what is not there may come
          .setEmptyMatchTreatment(EmptyMatchTreatment.ALLOW)
          .build();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(
              DisplayData.item("emptyMatchTreatment", getEmptyMatchTreatment().toString())
                  .withLabel("Treatment of patterns without files"))
          .addIfNotNull(
              DisplayData.item("watchForNewFilesInterval", getWatchInterval())
                  .withLabel("Interval of looking for new files"))
          .addIfNotDefault(
              DisplayData.item("matchUpdatedFiles", getMatchUpdatedFiles())
                  .withLabel("Files that have changed are new"),
              false);
    }
  }

  /** See {@link FileIO#match}. */
  @AutoValue
  public abstract static class Match extends PTransform<PBegin, PCollection<Metadata>> {
    private static final long serialVersionUID = 1;

    Match() {}

    abstract @Nullable String getFilepattern();

    abstract MatchConfiguration getConfiguration();

    abstract Builder toBuilder();

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setFilepattern(@Nullable String filepattern);

      abstract Builder setConfiguration(MatchConfiguration configuration);

      abstract Match build();
    }

    /** The same for this pattern, see {@link FileSystem#match}. */
    public Match filepattern(String filepattern) {
      return toBuilder().setFilepattern(Objects.requireNonNull(filepattern, "filepattern")).build();
    }

    /** The same for this pattern. */
    public Match filepattern(ValueProvider<String> filepattern) {
      return filepattern(filepattern.get());
    }

    /** The same with this configuration. */
    public Match withConfiguration(MatchConfiguration configuration) {
      return toBuilder().setConfiguration(configuration).build();
    }

    /** The same with this treatment of a pattern without files; the default is to fail. */
    public Match withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withConfiguration(getConfiguration().withEmptyMatchTreatment(treatment));
    }

    /** The same, looking again and again, see {@link MatchAll#continuously}. */
    public Match continuously(Duration interval, TerminationCondition<String, ?> condition) {
      return continuously(interval, condition, false);
    }

    /** The same, looking again and again, see {@link MatchAll#continuously}. */
    public Match continuously(
        Duration interval, TerminationCondition<String, ?> condition, boolean matchUpdatedFiles) {
      return withConfiguration(
          getConfiguration().continuously(interval, condition, matchUpdatedFiles));
    }

    @Override
    public PCollection<Metadata> expand(PBegin input) {
      String pattern = getFilepattern();
      if (pattern == null) {
        throw new IllegalArgumentException(
            "FileIO.match() needs to be told what to find: add .filepattern(\"dir/*\")");
      }
      FileSystems.matchNewResource(pattern, pattern.endsWith("/"));
      if (getConfiguration().getWatchInterval() != null) {
        return input
            .apply("Pattern", Create.of(pattern))
            .apply("MatchAll", matchAll().withConfiguration(getConfiguration()));
      }
      return input
          .apply("Start", Impulse.create())
          .apply("Match", ParDo.of(new MatchOneFn(pattern, getConfiguration())))
          .setCoder(MetadataCoder.of())
          .apply("SpreadFiles", Reshuffle.viaRandomKey());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("filePattern", getFilepattern()).withLabel("File pattern"))
          .include("configuration", getConfiguration());
    }

    private static final class MatchOneFn extends DoFn<byte[], Metadata> {
      private static final long serialVersionUID = 1;

      private final String pattern;
      private final MatchConfiguration configuration;

      MatchOneFn(String pattern, MatchConfiguration configuration) {
        this.pattern = pattern;
        this.configuration = configuration;
      }

      @ProcessElement
      public void process(OutputReceiver<Metadata> receiver) throws IOException {
        MatchAll.MatchFn.match(pattern, configuration, receiver);
      }
    }
  }

  /** See {@link FileIO#matchAll}. */
  @AutoValue
  public abstract static class MatchAll
      extends PTransform<PCollection<String>, PCollection<Metadata>> {
    private static final long serialVersionUID = 1;

    MatchAll() {}

    abstract MatchConfiguration getConfiguration();

    /** Whether the files are spread over all tasks. */
    public abstract boolean getOutputParallelization();

    /** The same with this configuration. */
    public MatchAll withConfiguration(MatchConfiguration configuration) {
      return new AutoValue_FileIO_MatchAll(configuration, getOutputParallelization());
    }

    /**
     * The same, with the files spread over all tasks or left to the task that found them; the
     * default is to spread them.
     */
    public MatchAll withOutputParallelization(boolean outputParallelization) {
      return new AutoValue_FileIO_MatchAll(getConfiguration(), outputParallelization);
    }

    /** The same with this treatment of a pattern without files; see {@link FileIO#matchAll}. */
    public MatchAll withEmptyMatchTreatment(EmptyMatchTreatment treatment) {
      return withConfiguration(getConfiguration().withEmptyMatchTreatment(treatment));
    }

    /**
     * The same, giving new files of each pattern as they come: the collection has no end. A file is
     * new if no file of that name was given for the pattern before.
     *
     * <p>Timestamps are the time, of processing time, at which a file was found, and event time has
     * come as far as the last look. Patterns without files are allowed from here on; a treatment
     * that is set behind this holds for each look. A file is given as soon as it has its name, so
     * write it under another one, and move it when it is whole.
     *
     * <p>What was given is remembered, as a hash of 128 bits for each file, until the looking for
     * its pattern ends: see {@link io.millrace.sdk.transforms.Watch.Growth}, whose conditions say
     * when that is. With {@code --mode=available-now} each pattern is looked for once.
     *
     * @param interval from one look to the next, in processing time
     * @throws IllegalArgumentException if the interval is not positive
     */
    public MatchAll continuously(Duration interval, TerminationCondition<String, ?> condition) {
      return continuously(interval, condition, false);
    }

    /**
     * The same.
     *
     * @param matchUpdatedFiles whether a file is also new if it was modified, as its file system
     *     says, at another time than when it was given; each version is remembered. It is an error
     *     if the file system does not say when.
     */
    public MatchAll continuously(
        Duration interval, TerminationCondition<String, ?> condition, boolean matchUpdatedFiles) {
      return withConfiguration(
          getConfiguration().continuously(interval, condition, matchUpdatedFiles));
    }

    @Override
    public PCollection<Metadata> expand(PCollection<String> input) {
      PCollection<Metadata> files = matched(input);
      return getOutputParallelization()
          ? files.apply("SpreadFiles", Reshuffle.viaRandomKey())
          : files;
    }

    private PCollection<Metadata> matched(PCollection<String> patterns) {
      Duration interval = getConfiguration().getWatchInterval();
      TerminationCondition<String, ?> condition = getConfiguration().getWatchTerminationCondition();
      if (interval == null || condition == null) {
        return patterns
            .apply("Match", ParDo.of(new MatchFn(getConfiguration())))
            .setCoder(MetadataCoder.of());
      }
      EmptyMatchTreatment treatment = getConfiguration().getEmptyMatchTreatment();
      return getConfiguration().getMatchUpdatedFiles()
          ? FileWatch.ofVersions(patterns, interval, condition, treatment)
          : FileWatch.ofNames(patterns, interval, condition, treatment);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.include("configuration", getConfiguration());
    }

    private static final class MatchFn extends DoFn<String, Metadata> {
      private static final long serialVersionUID = 1;

      private final MatchConfiguration configuration;

      MatchFn(MatchConfiguration configuration) {
        this.configuration = configuration;
      }

      @ProcessElement
      public void process(@Element String pattern, OutputReceiver<Metadata> receiver)
          throws IOException {
        match(pattern, configuration, receiver);
      }

      static void match(
          String pattern, MatchConfiguration configuration, OutputReceiver<Metadata> receiver)
          throws IOException {
        for (Metadata file :
            FileSystems.match(pattern, configuration.getEmptyMatchTreatment()).metadata()) {
          receiver.output(file);
        }
      }
    }
  }

  /** See {@link FileIO#readMatches}. */
  @AutoValue
  public abstract static class ReadMatches
      extends PTransform<PCollection<Metadata>, PCollection<ReadableFile>> {
    private static final long serialVersionUID = 1;

    /** What happens to directories among the files. */
    public enum DirectoryTreatment {
      /** They are left out. */
      SKIP,
      /** They are an error. */
      PROHIBIT
    }

    ReadMatches() {}

    abstract Compression getCompression();

    abstract DirectoryTreatment getDirectoryTreatment();

    /**
     * The same for files of this compression; the default is {@link Compression#AUTO}.
     *
     * @throws UnsupportedOperationException if the compression is not supported
     */
    public ReadMatches withCompression(Compression compression) {
      return new AutoValue_FileIO_ReadMatches(
          compression.checkSupported(), getDirectoryTreatment());
    }

    /** The same with this treatment of directories; the default is to skip them. */
    public ReadMatches withDirectoryTreatment(DirectoryTreatment directoryTreatment) {
      return new AutoValue_FileIO_ReadMatches(getCompression(), directoryTreatment);
    }

    @Override
    public PCollection<ReadableFile> expand(PCollection<Metadata> input) {
      return input
          .apply("ToReadableFile", ParDo.of(new ToReadableFileFn(this)))
          .setCoder(ReadableFileCoder.of());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(
              DisplayData.item("compression", getCompression().toString()).withLabel("Compression"))
          .add(
              DisplayData.item("directoryTreatment", getDirectoryTreatment().toString())
                  .withLabel("Treatment of directories"));
    }

    private static final class ToReadableFileFn extends DoFn<Metadata, ReadableFile> {
      private static final long serialVersionUID = 1;

      private final Compression compression;
      private final DirectoryTreatment directoryTreatment;

      ToReadableFileFn(ReadMatches spec) {
        this.compression = spec.getCompression();
        this.directoryTreatment = spec.getDirectoryTreatment();
      }

      @ProcessElement
      public void process(@Element Metadata file, OutputReceiver<ReadableFile> receiver) {
        if (!file.resourceId().isDirectory()) {
          receiver.output(ReadableFile.of(file, compression));
        } else if (directoryTreatment == DirectoryTreatment.PROHIBIT) {
          throw new IllegalArgumentException(
              file.resourceId() + " is a directory, and FileIO.readMatches() prohibits these");
        }
      }
    }
  }

  /** A file that can be opened. Immutable; equal if name, metadata and compression are. */
  @io.millrace.sdk.coders.DefaultCoder(ReadableFileCoder.class)
  public static final class ReadableFile {

    private final Metadata metadata;
    private final Compression compression;

    ReadableFile(Metadata metadata, Compression compression) {
      this.metadata = metadata;
      this.compression = compression;
    }

    static ReadableFile of(Metadata metadata, Compression compression) {
      // whether reading can begin anywhere is a question to the decompressed content
      Compression resolved =
          compression == Compression.AUTO
              ? Compression.detect(metadata.resourceId().toString())
              : compression;
      Metadata ofContent =
          new Metadata(
              metadata.resourceId(),
              metadata.sizeBytes(),
              metadata.isReadSeekEfficient() && resolved == Compression.UNCOMPRESSED,
              metadata.lastModifiedMillis(),
              metadata.checksum());
      return new ReadableFile(ofContent, resolved);
    }

    /** What is known of the file; its size is that of the file as stored. */
    public Metadata getMetadata() {
      return metadata;
    }

    /** The compression of the file, never {@link Compression#AUTO}. */
    public Compression getCompression() {
      return compression;
    }

    /**
     * Opens the decompressed content. Failures to read it name the file.
     *
     * @throws IOException if the file cannot be read
     */
    public ReadableByteChannel open() throws IOException {
      return FileContent.open(metadata.resourceId(), compression);
    }

    /**
     * Opens the file so that it can be read from anywhere.
     *
     * @throws IllegalStateException if the file is compressed, or its storage cannot do that
     * @throws IOException if the file cannot be read
     */
    public SeekableByteChannel openSeekable() throws IOException {
      if (compression == Compression.UNCOMPRESSED && metadata.isReadSeekEfficient()) {
        ReadableByteChannel channel = FileSystems.open(metadata.resourceId());
        if (channel instanceof SeekableByteChannel seekable) {
          return seekable;
        }
        channel.close();
      }
      throw new IllegalStateException(
          String.format(
              "%s (%s) cannot be read from anywhere but its start; use open()",
              metadata.resourceId(), compression));
    }

    /**
     * The whole decompressed content.
     *
     * @throws IOException if the file cannot be read
     */
    public byte[] readFullyAsBytes() throws IOException {
      try (ReadableByteChannel channel = open()) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (channel.read(buffer) >= 0) {
          content.write(buffer.array(), 0, buffer.position());
          buffer.clear();
        }
        return content.toByteArray();
      }
    }

    /**
     * The whole decompressed content as text; malformed UTF-8 becomes U+FFFD.
     *
     * @throws IOException if the file cannot be read
     */
    public String readFullyAsUTF8String() throws IOException {
      return new String(readFullyAsBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ReadableFile that
          && metadata.equals(that.metadata)
          && compression == that.compression;
    }

    @Override
    public int hashCode() {
      return Objects.hash(metadata, compression);
    }

    @Override
    public String toString() {
      return "ReadableFile{metadata=" + metadata + ", compression=" + compression + "}";
    }
  }

  /**
   * A format of files: turns elements into bytes.
   *
   * <p>Each file is written by a copy of its own, made by serialisation: {@link #open}, then {@link
   * #write} for each element, then {@link #flush} once. The channel belongs to the caller, and is
   * compressed already where that was asked for.
   *
   * @param <ElementT> the type of the elements
   */
  public interface Sink<ElementT extends @Nullable Object> extends Serializable {

    /** Begins a file. */
    void open(WritableByteChannel channel) throws IOException;

    /** Writes an element. */
    void write(ElementT element) throws IOException;

    /** Ends the file: everything goes to the channel, which stays open. */
    void flush() throws IOException;
  }

  /**
   * See {@link FileIO#write} and {@link FileIO#writeDynamic}.
   *
   * <p>The files are seen only when all of them are written, each of them whole. Input without end
   * is written window by window: each pane has files of its own, which are seen when a checkpoint
   * is complete that has them, and the naming must tell windows and panes apart.
   *
   * <p>Where files get full, see {@link #withMaxElements}, {@link #withMaxBytes} and {@link
   * #withMaxDuration}, each shard has as many files as it takes. Of input without end they are seen
   * as they get full, triggers have no effect, and the naming must tell windows and parts apart.
   *
   * <p>A file replaces one of the same name. A job that is started anew begins with the first part
   * again: give it names of its own if what the last one wrote shall stay.
   *
   * @param <DestinationT> what tells destinations apart; null, if there is one only
   * @param <UserT> the type of the elements
   */
  @AutoValue
  public abstract static class Write<
          DestinationT extends @Nullable Object, UserT extends @Nullable Object>
      extends PTransform<PCollection<UserT>, WriteFilesResult<DestinationT>> {
    private static final long serialVersionUID = 1;

    /** How the files of a destination are called. */
    public interface FileNaming extends Serializable {

      /**
       * The name of one file, within the output directory; it may have directories of its own.
       *
       * @param window the window that is written; the global one if input ends, which is written as
       *     one whatever its windows
       * @param pane the pane that is written; {@link PaneInfo#NO_FIRING} if input ends, or if files
       *     get full
       * @param numShards how many files there are, or how many shards if files get full
       * @param shardIndex from 0
       * @param compression of the file, whose suffix the name should have
       */
      String getFilename(
          BoundedWindow window,
          PaneInfo pane,
          int numShards,
          int shardIndex,
          Compression compression);

      /**
       * The name of one of the files of a shard, where files get full. Unless it is overridden, the
       * name of the shard, with {@code -part-00000} and so on before its extension.
       *
       * @param part from 0
       */
      default String getFilename(
          BoundedWindow window,
          PaneInfo pane,
          int numShards,
          int shardIndex,
          int part,
          Compression compression) {
        return PartNames.insert(
            getFilename(window, pane, numShards, shardIndex, compression), part, compression);
      }
    }

    Write() {}

    static <DestinationT extends @Nullable Object, UserT extends @Nullable Object>
        Write<DestinationT, UserT> create(boolean dynamic) {
      return new AutoValue_FileIO_Write.Builder<DestinationT, UserT>()
          .setDynamic(dynamic)
          .setPrefix(DEFAULT_PREFIX)
          .setSuffix("")
          .setCompression(Compression.UNCOMPRESSED)
          .setNumShards(FileOutput.ANY_NUMBER)
          .setRolling(Rolling.NEVER)
          .setMaxOpenFiles(FileOutput.DEFAULT_OPEN_FILES)
          .build();
    }

    private static final String DEFAULT_PREFIX = "output";

    abstract boolean isDynamic();

    abstract @Nullable SerializableFunction<UserT, DestinationT> getDestinationFn();

    abstract @Nullable Coder<DestinationT> getDestinationCoder();

    abstract @Nullable String getOutputDirectory();

    abstract String getPrefix();

    abstract String getSuffix();

    abstract @Nullable FileNaming getNaming();

    abstract @Nullable SerializableFunction<DestinationT, FileNaming> getNamingFn();

    abstract @Nullable SerializableFunction<DestinationT, FileIO.Sink<UserT>> getSinkFn();

    abstract Compression getCompression();

    abstract int getNumShards();

    abstract Rolling getRolling();

    abstract int getMaxOpenFiles();

    abstract Builder<DestinationT, UserT> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<
        DestinationT extends @Nullable Object, UserT extends @Nullable Object> {
      abstract Builder<DestinationT, UserT> setDynamic(boolean dynamic);

      abstract Builder<DestinationT, UserT> setDestinationFn(
          SerializableFunction<UserT, DestinationT> fn);

      abstract Builder<DestinationT, UserT> setDestinationCoder(Coder<DestinationT> coder);

      abstract Builder<DestinationT, UserT> setOutputDirectory(@Nullable String directory);

      abstract Builder<DestinationT, UserT> setPrefix(String prefix);

      abstract Builder<DestinationT, UserT> setSuffix(String suffix);

      abstract Builder<DestinationT, UserT> setNaming(@Nullable FileNaming naming);

      abstract Builder<DestinationT, UserT> setNamingFn(
          SerializableFunction<DestinationT, FileNaming> naming);

      abstract Builder<DestinationT, UserT> setSinkFn(
          SerializableFunction<DestinationT, FileIO.Sink<UserT>> sink);

      abstract Builder<DestinationT, UserT> setCompression(Compression compression);

      abstract Builder<DestinationT, UserT> setNumShards(int numShards);

      abstract Builder<DestinationT, UserT> setRolling(Rolling rolling);

      abstract Builder<DestinationT, UserT> setMaxOpenFiles(int maxOpenFiles);

      abstract Write<DestinationT, UserT> build();
    }

    /**
     * Names as {@code prefix-00000-of-00001suffix}, with the compression's suffix behind; with
     * window and pane before the shard where files are written by them, see {@link
     * ShardNameTemplate#WINDOW_PANE_INDEX_OF_MAX}; with the window before and the part, {@code
     * -part-00000}, behind the shard where files get full.
     */
    public static FileNaming defaultNaming(String prefix, String suffix) {
      return new DefaultFileNaming(prefix, suffix);
    }

    /**
     * The same with the destination that this function makes of an element.
     *
     * @throws IllegalArgumentException if this is not {@link FileIO#writeDynamic}
     */
    public Write<DestinationT, UserT> by(SerializableFunction<UserT, DestinationT> destinationFn) {
      return onlyDynamic("by(...)").toBuilder()
          .setDestinationFn(Objects.requireNonNull(destinationFn, "destinationFn"))
          .build();
    }

    /**
     * The same with destinations of this coder, which must be deterministic; without it, the type
     * of the function's results tells, if it does.
     *
     * @throws IllegalArgumentException if this is not {@link FileIO#writeDynamic}
     */
    public Write<DestinationT, UserT> withDestinationCoder(Coder<DestinationT> coder) {
      return onlyDynamic("withDestinationCoder(...)").toBuilder()
          .setDestinationCoder(Objects.requireNonNull(coder, "coder"))
          .build();
    }

    /** The same in the format of this sink. */
    public Write<DestinationT, UserT> via(FileIO.Sink<UserT> sink) {
      Objects.requireNonNull(sink, "sink");
      return withSinkFn(new SameSink<>(sink));
    }

    /** The same with what the function makes of elements, in the format of this sink. */
    public <OutputT extends @Nullable Object> Write<DestinationT, UserT> via(
        SerializableFunction<UserT, OutputT> outputFn, FileIO.Sink<OutputT> sink) {
      return via(new MappedSink<>(outputFn, sink));
    }

    /**
     * The same with what the function makes of elements, in the format that the other one has for
     * their destination.
     *
     * @throws IllegalArgumentException if this is not {@link FileIO#writeDynamic}
     */
    public <OutputT extends @Nullable Object> Write<DestinationT, UserT> via(
        SerializableFunction<UserT, OutputT> outputFn,
        SerializableFunction<DestinationT, FileIO.Sink<OutputT>> sinkFn) {
      return onlyDynamic("a format for each destination")
          .withSinkFn(new MappedSinks<>(outputFn, sinkFn));
    }

    private Write<DestinationT, UserT> withSinkFn(
        SerializableFunction<DestinationT, FileIO.Sink<UserT>> sinkFn) {
      return toBuilder().setSinkFn(sinkFn).build();
    }

    /** The same into this directory. */
    public Write<DestinationT, UserT> to(String directory) {
      return toBuilder().setOutputDirectory(directory).build();
    }

    /** The same into this directory. */
    public Write<DestinationT, UserT> to(ValueProvider<String> directory) {
      return to(directory.get());
    }

    /** The same with names that begin so; the default is {@code output}. */
    public Write<DestinationT, UserT> withPrefix(String prefix) {
      return toBuilder().setPrefix(prefix).build();
    }

    /** The same with names that begin so. */
    public Write<DestinationT, UserT> withPrefix(ValueProvider<String> prefix) {
      return withPrefix(prefix.get());
    }

    /** The same with names that end so, before the compression's suffix; the default is empty. */
    public Write<DestinationT, UserT> withSuffix(String suffix) {
      return toBuilder().setSuffix(suffix).build();
    }

    /** The same with names that end so. */
    public Write<DestinationT, UserT> withSuffix(ValueProvider<String> suffix) {
      return withSuffix(suffix.get());
    }

    /**
     * The same with names of this kind, in place of prefix and suffix.
     *
     * @throws IllegalArgumentException if this is {@link FileIO#writeDynamic}, where each
     *     destination needs names of its own
     */
    public Write<DestinationT, UserT> withNaming(FileNaming naming) {
      if (isDynamic()) {
        throw new IllegalArgumentException(
            "FileIO.writeDynamic() needs names that tell destinations apart: use"
                + " withNaming(destination -> naming)");
      }
      return toBuilder().setNaming(naming).build();
    }

    /**
     * The same with the names that this function has for a destination. Two destinations must not
     * give a file the same name.
     *
     * @throws IllegalArgumentException if this is not {@link FileIO#writeDynamic}
     */
    public Write<DestinationT, UserT> withNaming(
        SerializableFunction<DestinationT, FileNaming> namingFn) {
      return onlyDynamic("names for each destination").toBuilder()
          .setNamingFn(Objects.requireNonNull(namingFn, "namingFn"))
          .build();
    }

    private Write<DestinationT, UserT> onlyDynamic(String what) {
      if (!isDynamic()) {
        throw new IllegalArgumentException(
            "FileIO.write() has one destination; for " + what + " use FileIO.writeDynamic()");
      }
      return this;
    }

    /**
     * The same with files of this compression.
     *
     * @throws UnsupportedOperationException if the compression is not supported
     */
    public Write<DestinationT, UserT> withCompression(Compression compression) {
      return toBuilder().setCompression(writable(transform(), compression)).build();
    }

    /**
     * The same with this number of files for each destination; by default, and for 0, the runner
     * decides.
     */
    public Write<DestinationT, UserT> withNumShards(int numShards) {
      return toBuilder().setNumShards(checkNumShards(transform(), numShards)).build();
    }

    /** The same with this number of files. */
    public Write<DestinationT, UserT> withNumShards(ValueProvider<Integer> numShards) {
      return withNumShards(numShards.get());
    }

    /**
     * The same with files that are full when they have so many elements.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Write<DestinationT, UserT> withMaxElements(long maxElements) {
      return withRolling(getRolling().withMaxElements(transform(), maxElements));
    }

    /**
     * The same with files that are full when their elements have so many bytes, as the coder of the
     * elements encodes them: before they are formatted and compressed. An element that has more by
     * itself has a file of its own.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Write<DestinationT, UserT> withMaxBytes(long maxBytes) {
      return withRolling(getRolling().withMaxBytes(transform(), maxBytes));
    }

    /**
     * The same with files that are full when the first of their elements has waited so long, in
     * processing time. It concerns input without end only: what ends is written at once, and seen
     * when it ends.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Write<DestinationT, UserT> withMaxDuration(Duration maxDuration) {
      return withRolling(getRolling().withMaxDuration(transform(), maxDuration));
    }

    private Write<DestinationT, UserT> withRolling(Rolling rolling) {
      return toBuilder().setRolling(rolling).build();
    }

    /**
     * The same with so many files that a task has open at a time; the default is {@value
     * FileOutput#DEFAULT_OPEN_FILES}. Elements of further destinations wait on the local disk until
     * the others are written. Where files are grouped by shards, a task has one open.
     *
     * @throws IllegalArgumentException if it is not positive, or this is not {@link
     *     FileIO#writeDynamic}
     */
    public Write<DestinationT, UserT> withMaxOpenFiles(int maxOpenFiles) {
      if (maxOpenFiles < 1) {
        throw new IllegalArgumentException(
            transform() + " needs at least one open file, not " + maxOpenFiles);
      }
      return onlyDynamic("withMaxOpenFiles(...)").toBuilder().setMaxOpenFiles(maxOpenFiles).build();
    }

    private String transform() {
      return isDynamic() ? "FileIO.writeDynamic()" : "FileIO.write()";
    }

    @Override
    public WriteFilesResult<DestinationT> expand(PCollection<UserT> input) {
      SerializableFunction<DestinationT, FileIO.Sink<UserT>> sinkFn = getSinkFn();
      String directory = getOutputDirectory();
      if (sinkFn == null) {
        throw new IllegalArgumentException(
            transform() + " needs a format: add .via(sink), for example TextIO.sink()");
      }
      if (directory == null) {
        throw new IllegalArgumentException(
            transform() + " needs a directory: add .to(\"directory\")");
      }
      if (isDynamic()) {
        return WriteFilesResult.of(write(input, destinations(input, directory, sinkFn)));
      }
      FileNaming given = getNaming();
      ShardNames names =
          NamesOfUser.of(
              directory,
              given != null ? given : defaultNaming(getPrefix(), getSuffix()),
              getCompression(),
              getRolling().rolls());
      return WriteFilesResult.ofOneDestination(
          write(input, new OneDestination<>(names, onlySink(sinkFn))));
    }

    private <DestT extends @Nullable Object> PCollection<KV<DestT, String>> write(
        PCollection<UserT> input, Destinations<DestT, UserT> destinations) {
      return FileWrites.write(
          getName(),
          input,
          new FileOutput<>(
              destinations, getCompression(), getNumShards(), getRolling(), getMaxOpenFiles()),
          FileWrites.mustBeWindowed(input));
    }

    private Destinations<DestinationT, UserT> destinations(
        PCollection<UserT> input,
        String directory,
        SerializableFunction<DestinationT, FileIO.Sink<UserT>> sinkFn) {
      SerializableFunction<UserT, DestinationT> by = getDestinationFn();
      SerializableFunction<DestinationT, FileNaming> naming = getNamingFn();
      if (by == null) {
        throw new IllegalArgumentException(
            "FileIO.writeDynamic() needs to know where elements go: add .by(element -> destination)");
      }
      if (naming == null || !getPrefix().equals(DEFAULT_PREFIX) || !getSuffix().isEmpty()) {
        throw new IllegalArgumentException(
            "FileIO.writeDynamic() needs names that tell destinations apart: add"
                + " .withNaming(destination -> FileIO.Write.defaultNaming(prefix, suffix)), and"
                + " neither withPrefix(...) nor withSuffix(...)");
      }
      FileSystems.matchNewResource(directory, true); // is there a file system for it? throws if not
      return new DestinationsOfUser<>(
          destinationCoder(input, by),
          directory,
          by,
          naming,
          sinkFn,
          getCompression(),
          getRolling().rolls());
    }

    private Coder<DestinationT> destinationCoder(
        PCollection<UserT> input, SerializableFunction<UserT, DestinationT> by) {
      Coder<DestinationT> coder = getDestinationCoder();
      try {
        if (coder == null) {
          coder = input.getPipeline().getCoderRegistry().getCoder(TypeDescriptors.outputOf(by));
        }
        coder.verifyDeterministic();
        return coder;
      } catch (CannotProvideCoderException e) {
        throw new IllegalArgumentException(
            "no coder is known for the destinations of FileIO.writeDynamic(): add"
                + " .withDestinationCoder(...): "
                + e.getMessage(),
            e);
      } catch (Coder.NonDeterministicException e) {
        throw new IllegalArgumentException(
            "destinations of FileIO.writeDynamic() are told apart by their bytes: "
                + e.getMessage(),
            e);
      }
    }

    /** The format of the only destination. */
    private static <UserT extends @Nullable Object> FileIO.Sink<UserT> onlySink(
        SerializableFunction<?, FileIO.Sink<UserT>> sinkFn) {
      if (sinkFn instanceof SameSink<?, UserT> same) {
        return same.sink();
      }
      throw new IllegalStateException("FileIO.write() has several formats");
    }

    private record SameSink<DestinationT extends @Nullable Object, UserT extends @Nullable Object>(
        FileIO.Sink<UserT> sink) implements SerializableFunction<DestinationT, FileIO.Sink<UserT>> {
      @Override
      public FileIO.Sink<UserT> apply(DestinationT destination) {
        return sink;
      }
    }

    private record MappedSinks<
            DestinationT extends @Nullable Object,
            UserT extends @Nullable Object,
            OutputT extends @Nullable Object>(
        SerializableFunction<UserT, OutputT> outputFn,
        SerializableFunction<DestinationT, FileIO.Sink<OutputT>> sinkFn)
        implements SerializableFunction<DestinationT, FileIO.Sink<UserT>> {
      @Override
      public FileIO.Sink<UserT> apply(DestinationT destination) {
        return new MappedSink<>(outputFn, sinkFn.apply(destination));
      }
    }

    @Override
    protected String getKindString() {
      return isDynamic() ? "FileIO.WriteDynamic" : "FileIO.Write";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("directory", getOutputDirectory()).withLabel("Directory"))
          .addIfNotNull(
              DisplayData.item(
                      "sink",
                      getSinkFn() instanceof SameSink<?, ?> same ? same.sink().getClass() : null)
                  .withLabel("Format"))
          .add(
              DisplayData.item("compression", getCompression().toString()).withLabel("Compression"))
          .addIfNotDefault(
              DisplayData.item("numShards", getNumShards()).withLabel("Number of shards"),
              FileOutput.ANY_NUMBER)
          .include("rolling", getRolling());
    }
  }

  static Compression writable(String transform, Compression compression) {
    if (compression == Compression.AUTO) {
      throw new IllegalArgumentException(
          transform + " cannot write with AUTO, which is for reading; name a compression");
    }
    return compression.checkSupported();
  }

  static int checkNumShards(String transform, int numShards) {
    if (numShards < 0) {
      throw new IllegalArgumentException(
          transform + " cannot write " + numShards + " shards; 0 lets the runner decide");
    }
    return numShards;
  }
}
