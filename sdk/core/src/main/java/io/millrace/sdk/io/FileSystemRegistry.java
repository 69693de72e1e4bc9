package io.millrace.sdk.io;

import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.fs.local.LocalFileSystem;
import io.millrace.sdk.options.DeclaredOptions;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.PipelineOptionsRegistrar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which file system a scheme stands for.
 *
 * <p>The local one is always there; the others are looked for when first needed, so that programs
 * that read local files start without searching the class path.
 */
final class FileSystemRegistry {

  static final String LOCAL_SCHEME = "file";

  /** At least two letters: {@code C:/x} is a path on a drive. */
  private static final Pattern SCHEME =
      Pattern.compile("([a-zA-Z][-a-zA-Z0-9+.]+):/.*", Pattern.DOTALL);

  /** Where schemes are found that Millrace has in modules of their own. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "hdfs", "io.millrace:millrace-io-hdfs",
          "webhdfs", "io.millrace:millrace-io-hdfs",
          "s3", "io.millrace:millrace-io-s3");

  private static final FileSystem<ResourceId> LOCAL = generalised(new LocalFileSystem());

  private static @Nullable PipelineOptions options;
  private static volatile @Nullable Map<String, FileSystem<ResourceId>> registered;

  private FileSystemRegistry() {}

  static synchronized void setOptions(PipelineOptions newOptions) {
    options = newOptions;
    registered = null;
  }

  static FileSystem<ResourceId> of(ResourceId resourceId) {
    return ofScheme(resourceId.getScheme(), resourceId.toString());
  }

  static FileSystem<ResourceId> ofSpec(String spec) {
    Matcher matcher = SCHEME.matcher(spec);
    return matcher.matches() ? ofScheme(matcher.group(1), spec) : LOCAL;
  }

  private static FileSystem<ResourceId> ofScheme(String scheme, String spec) {
    String normalised = scheme.toLowerCase(Locale.ROOT);
    if (normalised.equals(LOCAL_SCHEME)) {
      return LOCAL;
    }
    Map<String, FileSystem<ResourceId>> known = registered();
    FileSystem<ResourceId> found = known.get(normalised);
    if (found == null) {
      String library = LIBRARIES.get(normalised);
      throw new IllegalArgumentException(
          String.format(
              "no file system is known for the scheme %s of %s; known are: %s. %s",
              normalised,
              spec,
              String.join(", ", known.keySet()),
              library == null
                  ? "Is the module that brings it on the class path?"
                  : "Add the library " + library + " to the class path."));
    }
    return found;
  }

  private static Map<String, FileSystem<ResourceId>> registered() {
    Map<String, FileSystem<ResourceId>> known = registered;
    return known != null ? known : load();
  }

  private static synchronized Map<String, FileSystem<ResourceId>> load() {
    PipelineOptions with = options();
    Map<String, FileSystem<ResourceId>> found = new TreeMap<>();
    found.put(LOCAL_SCHEME, LOCAL);
    for (FileSystemRegistrar registrar : ServiceLoader.load(FileSystemRegistrar.class)) {
      for (FileSystem<?> fileSystem : registrar.fromOptions(with)) {
        FileSystem<ResourceId> other =
            found.putIfAbsent(
                fileSystem.getScheme().toLowerCase(Locale.ROOT), generalised(fileSystem));
        if (other != null) {
          throw new IllegalStateException(
              String.format(
                  "two file systems have the scheme %s: %s and %s. Remove one from the class path.",
                  fileSystem.getScheme(),
                  other.getClass().getName(),
                  fileSystem.getClass().getName()));
        }
      }
    }
    registered = found;
    return found;
  }

  /** The options of file systems that are on the class path. */
  static DeclaredOptions declaredOptions() {
    List<Class<? extends PipelineOptions>> declared = new ArrayList<>();
    for (FileSystemRegistrar registrar : ServiceLoader.load(FileSystemRegistrar.class)) {
      if (registrar instanceof PipelineOptionsRegistrar own) {
        own.getPipelineOptions().forEach(declared::add);
      }
    }
    return DeclaredOptions.of(declared);
  }

  static synchronized PipelineOptions options() {
    return options != null ? options : PipelineOptionsFactory.create();
  }

  @SuppressWarnings("unchecked") // names go only to the file system whose scheme they carry
  private static FileSystem<ResourceId> generalised(FileSystem<?> fileSystem) {
    return (FileSystem<ResourceId>) fileSystem;
  }
}
