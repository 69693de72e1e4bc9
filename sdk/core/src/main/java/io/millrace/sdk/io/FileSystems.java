package io.millrace.sdk.io;

import com.google.common.collect.Iterables;
import io.millrace.sdk.io.fs.CreateOptions;
import io.millrace.sdk.io.fs.CreateOptions.StandardCreateOptions;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.options.PipelineOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * Files wherever they are: finds, opens, creates, moves and deletes them on the {@link FileSystem}
 * that the scheme of their name stands for.
 *
 * <p>Names without a scheme are local. Thread-safe. Every {@link IOException} names the file and
 * the cause in one line.
 */
public final class FileSystems {

  /** The scheme of local files, and of names that have none. */
  public static final String DEFAULT_SCHEME = FileSystemRegistry.LOCAL_SCHEME;

  private FileSystems() {}

  /**
   * Tells file systems their settings, for the whole process: from now on they are made anew of
   * these. {@link io.millrace.sdk.Pipeline#create(PipelineOptions)} calls it; without it they have
   * the defaults.
   */
  public static void setDefaultPipelineOptions(PipelineOptions options) {
    FileSystemRegistry.setOptions(options);
  }

  /** The names of the options of all file systems on the class path, without dashes. */
  public static SortedSet<String> optionNames() {
    return FileSystemRegistry.declaredOptions().names();
  }

  /**
   * The names of options of file systems that are set here and have another value in this process,
   * so that they would not count: for who executes what came from elsewhere.
   */
  public static SortedSet<String> setOtherwise(PipelineOptions options) {
    return FileSystemRegistry.declaredOptions().setOtherwise(options, FileSystemRegistry.options());
  }

  /** Whether a pattern may stand for more than one file. */
  public static boolean hasGlobWildcard(String spec) {
    for (int i = 0; i < spec.length(); i++) {
      char c = spec.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '{' || c == '[') {
        return true;
      }
    }
    return false;
  }

  /** {@link #match(List, EmptyMatchTreatment)}, where each pattern must match. */
  public static List<MatchResult> match(List<String> specs) throws IOException {
    return match(specs, EmptyMatchTreatment.DISALLOW);
  }

  /**
   * Finds the files that patterns stand for.
   *
   * @return a result for each pattern, in their order; asked for its files, it may throw
   * @throws IOException if a file system cannot be reached
   */
  public static List<MatchResult> match(List<String> specs, EmptyMatchTreatment emptyTreatment)
      throws IOException {
    Map<FileSystem<ResourceId>, List<Integer>> indicesByFileSystem = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      indicesByFileSystem
          .computeIfAbsent(FileSystemRegistry.ofSpec(specs.get(i)), fs -> new ArrayList<>())
          .add(i);
    }
    MatchResult[] results = new MatchResult[specs.size()];
    for (Map.Entry<FileSystem<ResourceId>, List<Integer>> entry : indicesByFileSystem.entrySet()) {
      List<Integer> indices = entry.getValue();
      List<MatchResult> found = entry.getKey().match(indices.stream().map(specs::get).toList());
      for (int i = 0; i < found.size(); i++) {
        int index = indices.get(i);
        results[index] = treatEmpty(specs.get(index), found.get(i), emptyTreatment);
      }
    }
    return Arrays.asList(results);
  }

  private static MatchResult treatEmpty(
      String spec, MatchResult result, EmptyMatchTreatment treatment) throws IOException {
    boolean empty =
        result.status() == Status.NOT_FOUND
            || (result.status() == Status.OK && result.metadata().isEmpty());
    if (!empty) {
      return result;
    }
    boolean allowed =
        treatment == EmptyMatchTreatment.ALLOW
            || (treatment == EmptyMatchTreatment.ALLOW_IF_WILDCARD && hasGlobWildcard(spec));
    if (allowed) {
      return MatchResult.create(Status.OK, List.of());
    }
    return MatchResult.create(
        Status.NOT_FOUND,
        new FileNotFoundException(
            hasGlobWildcard(spec)
                ? "no file matches " + spec
                : "cannot read " + spec + ": no such file"));
  }

  /** Finds the files of one pattern, which must match. */
  public static MatchResult match(String spec) throws IOException {
    return match(spec, EmptyMatchTreatment.DISALLOW);
  }

  /** Finds the files of one pattern. */
  public static MatchResult match(String spec, EmptyMatchTreatment emptyTreatment)
      throws IOException {
    return match(List.of(spec), emptyTreatment).get(0);
  }

  /**
   * The one file of the given name.
   *
   * @throws FileNotFoundException if there is none, or if the pattern stands for several
   */
  public static Metadata matchSingleFileSpec(String spec) throws IOException {
    List<Metadata> files = match(spec).metadata();
    if (files.size() != 1) {
      throw new FileNotFoundException("one file is needed, but " + files.size() + " match " + spec);
    }
    return files.get(0);
  }

  /** What is known of each of the given files; a missing one has a result that says so. */
  public static List<MatchResult> matchResources(List<ResourceId> resourceIds) throws IOException {
    return match(resourceIds.stream().map(id -> escapeGlob(id.toString())).toList());
  }

  /** The pattern that stands for the given name alone: wildcards lose their meaning. */
  public static String escapeGlob(String name) {
    StringBuilder escaped = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ("*?[]{}\\".indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  /** Opens a new file for writing, see {@link #create(ResourceId, CreateOptions)}. */
  public static WritableByteChannel create(ResourceId resourceId, String mimeType)
      throws IOException {
    return create(resourceId, StandardCreateOptions.builder().setMimeType(mimeType).build());
  }

  /**
   * Opens a new file for writing and makes the directories that it is in; replaces what is there,
   * unless the options say otherwise. What was written is durable once {@code close()} returned.
   */
  public static WritableByteChannel create(ResourceId resourceId, CreateOptions createOptions)
      throws IOException {
    return FileSystemRegistry.of(resourceId).create(resourceId, createOptions);
  }

  /**
   * Opens a file for reading.
   *
   * @throws FileNotFoundException if there is none
   */
  public static ReadableByteChannel open(ResourceId resourceId) throws IOException {
    return FileSystemRegistry.of(resourceId).open(resourceId);
  }

  /**
   * Copies files, each to its destination. Without {@link
   * StandardMoveOptions#SKIP_IF_DESTINATION_EXISTS} existing files are replaced.
   *
   * @throws IllegalArgumentException if the lists differ in size or the files in scheme
   */
  public static void copy(
      List<ResourceId> srcResourceIds, List<ResourceId> destResourceIds, MoveOptions... moveOptions)
      throws IOException {
    checkPairs("copy", srcResourceIds, destResourceIds);
    List<MoveOptions> options = Arrays.asList(moveOptions);
    List<ResourceId> sources = new ArrayList<>();
    List<ResourceId> destinations = new ArrayList<>();
    for (int i = 0; i < srcResourceIds.size(); i++) {
      ResourceId source = srcResourceIds.get(i);
      ResourceId destination = destResourceIds.get(i);
      boolean leftOut =
          (options.contains(StandardMoveOptions.IGNORE_MISSING_FILES) && !exists(source))
              || (options.contains(StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS)
                  && exists(destination));
      if (!leftOut) {
        sources.add(source);
        destinations.add(destination);
      }
    }
    if (!sources.isEmpty()) {
      FileSystemRegistry.of(sources.get(0)).copy(sources, destinations);
    }
  }

  /**
   * Renames files, each to its destination; see {@link FileSystem#rename} for what is atomic.
   *
   * @throws java.nio.file.FileAlreadyExistsException if a destination exists and the options say
   *     neither to replace nor to skip it
   * @throws IllegalArgumentException if the lists differ in size or the files in scheme
   */
  public static void rename(
      List<ResourceId> srcResourceIds, List<ResourceId> destResourceIds, MoveOptions... moveOptions)
      throws IOException {
    checkPairs("rename", srcResourceIds, destResourceIds);
    if (!srcResourceIds.isEmpty()) {
      FileSystemRegistry.of(srcResourceIds.get(0))
          .rename(srcResourceIds, destResourceIds, moveOptions);
    }
  }

  /** Deletes files and empty directories; what is not there is no error, whatever the options. */
  public static void delete(Collection<ResourceId> resourceIds, MoveOptions... moveOptions)
      throws IOException {
    Map<FileSystem<ResourceId>, List<ResourceId>> byFileSystem = new LinkedHashMap<>();
    for (ResourceId id : resourceIds) {
      byFileSystem.computeIfAbsent(FileSystemRegistry.of(id), fs -> new ArrayList<>()).add(id);
    }
    for (Map.Entry<FileSystem<ResourceId>, List<ResourceId>> entry : byFileSystem.entrySet()) {
      entry.getKey().delete(entry.getValue());
    }
  }

  /** Deletes a directory and all that is in it; if it is not there, that is no error. */
  public static void deleteRecursively(ResourceId directory) throws IOException {
    FileSystemRegistry.of(directory).deleteRecursively(directory);
  }

  /** Makes sure that files can be created in a directory. */
  public static void createDirectory(ResourceId directory) throws IOException {
    FileSystemRegistry.of(directory).createDirectory(directory);
  }

  /**
   * Creates a file with the given content if there is none: of all writers that race for a name,
   * exactly one is answered true. See {@link FileSystem#putIfAbsent}.
   *
   * @throws UnsupportedOperationException if the file system has no such operation
   */
  public static boolean putIfAbsent(ResourceId resourceId, byte[] content) throws IOException {
    return FileSystemRegistry.of(resourceId).putIfAbsent(resourceId, content);
  }

  /** Names a resource that need not exist; wildcards have no meaning here. */
  public static ResourceId matchNewResource(String singleResourceSpec, boolean isDirectory) {
    return FileSystemRegistry.ofSpec(singleResourceSpec)
        .matchNewResource(singleResourceSpec, isDirectory);
  }

  /** Names a directory inside others; none of them need exist. */
  public static ResourceId matchNewDirectory(String singleResourceSpec, String... baseNames) {
    ResourceId directory = matchNewResource(singleResourceSpec, true);
    for (String baseName : baseNames) {
      directory = directory.resolve(baseName, StandardResolveOptions.RESOLVE_DIRECTORY);
    }
    return directory;
  }

  private static boolean exists(ResourceId id) throws IOException {
    MatchResult result = match(escapeGlob(id.toString()), EmptyMatchTreatment.ALLOW);
    return !result.metadata().isEmpty();
  }

  private static void checkPairs(
      String operation, List<ResourceId> sources, List<ResourceId> destinations) {
    if (sources.size() != destinations.size()) {
      throw new IllegalArgumentException(
          String.format(
              "%s needs a destination for each source, but got %d sources and %d destinations",
              operation, sources.size(), destinations.size()));
    }
    Set<String> schemes = new LinkedHashSet<>();
    for (ResourceId id : Iterables.concat(sources, destinations)) {
      schemes.add(id.getScheme());
    }
    if (schemes.size() > 1) {
      throw new IllegalArgumentException(
          operation + " works within one file system, but got files of " + schemes);
    }
  }
}
