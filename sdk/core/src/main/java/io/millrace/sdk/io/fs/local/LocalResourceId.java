package io.millrace.sdk.io.fs.local;

import io.millrace.sdk.io.fs.ResolveOptions;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An absolute, normalised path; that of a directory ends with a slash. */
final class LocalResourceId implements ResourceId {
  private static final long serialVersionUID = 1;

  private final String name;
  private final boolean isDirectory;
  private transient volatile @Nullable Path path;

  private LocalResourceId(Path path, boolean isDirectory) {
    String text = path.toString();
    this.name = isDirectory && !text.endsWith("/") ? text + "/" : text;
    this.isDirectory = isDirectory;
    this.path = path;
  }

  static LocalResourceId of(Path path, boolean isDirectory) {
    return new LocalResourceId(path.toAbsolutePath().normalize(), isDirectory);
  }

  Path path() {
    Path known = path;
    if (known == null) {
      known = Path.of(name);
      path = known;
    }
    return known;
  }

  @Override
  public LocalResourceId resolve(String other, ResolveOptions resolveOptions) {
    if (!isDirectory) {
      throw new IllegalStateException(
          "cannot resolve " + other + " in " + name + ", which is not a directory");
    }
    boolean asDirectory = resolveOptions == StandardResolveOptions.RESOLVE_DIRECTORY;
    if (!asDirectory && (other.endsWith("/") || other.equals("..") || other.equals("."))) {
      throw new IllegalArgumentException(
          other + " is the name of a directory, but a file was to be resolved in " + name);
    }
    return of(path().resolve(LocalNames.toPath(other)), asDirectory);
  }

  @Override
  public LocalResourceId getCurrentDirectory() {
    if (isDirectory) {
      return this;
    }
    return of(LocalNames.directoryOf(path()), true);
  }

  @Override
  public String getScheme() {
    return LocalFileSystem.SCHEME;
  }

  @Override
  public @Nullable String getFilename() {
    Path last = path().getFileName();
    return last == null ? null : last.toString();
  }

  @Override
  public boolean isDirectory() {
    return isDirectory;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LocalResourceId that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
