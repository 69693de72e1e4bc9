package io.millrace.sdk.io.fs;

import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a resource elsewhere: {@code scheme://authority/path}.
 *
 * <p>The authority, such as a host with its port or a bucket, may be empty. The path begins with a
 * slash and is taken as it is written, without percent signs having a meaning; parts {@code .} and
 * {@code ..} are resolved, as in the paths of files.
 */
public final class RemoteResourceId implements ResourceId {
  private static final long serialVersionUID = 1;

  private static final Pattern FORM =
      Pattern.compile("([a-zA-Z][-a-zA-Z0-9+.]+):(?://([^/]*))?((?:/.*)?)", Pattern.DOTALL);

  private final String scheme;
  private final String authority;
  private final String path;

  private RemoteResourceId(String scheme, String authority, String path) {
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
  }

  /**
   * The resource of a name.
   *
   * @throws IllegalArgumentException if it has another form, leads above the root, or names a
   *     directory where a file is asked for
   */
  public static RemoteResourceId of(String spec, boolean isDirectory) {
    Matcher form = FORM.matcher(spec);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          spec + " does not have the form scheme://authority/path of a name");
    }
    String authority = form.group(2);
    return of(form.group(1), authority == null ? "" : authority, form.group(3), isDirectory);
  }

  /**
   * The resource of a path.
   *
   * @throws IllegalArgumentException if the path leads above the root, or to a directory where a
   *     file is asked for
   */
  public static RemoteResourceId of(
      String scheme, String authority, String path, boolean isDirectory) {
    String text = path.startsWith("/") ? path : "/" + path;
    if (isDirectory && !text.endsWith("/")) {
      text += "/";
    }
    if (text.contains("/.")) {
      text = resolved(text);
    }
    RemoteResourceId id = new RemoteResourceId(scheme.toLowerCase(Locale.ROOT), authority, text);
    if (id.isDirectory() && !isDirectory) {
      throw new IllegalArgumentException(
          id + " ends with a slash: it names a directory, but a file is needed");
    }
    return id;
  }

  private static String resolved(String path) {
    List<String> parts = new ArrayList<>();
    String[] written = path.substring(1).split("/", -1);
    for (int i = 0; i < written.length; i++) {
      boolean isLast = i == written.length - 1;
      if (written[i].equals("..")) {
        if (parts.isEmpty()) {
          throw new IllegalArgumentException("the path " + path + " leads above the root");
        }
        parts.remove(parts.size() - 1);
      } else if (!written[i].equals(".")) {
        parts.add(written[i]);
        continue;
      }
      if (isLast) {
        parts.add("");
      }
    }
    return "/" + String.join("/", parts);
  }

  /** The host, bucket or whatever has the path; may be empty. */
  public String authority() {
    return authority;
  }

  /** The path; begins with a slash, and ends with one if this is a directory. */
  public String path() {
    return path;
  }

  @Override
  public RemoteResourceId resolve(String other, ResolveOptions resolveOptions) {
    if (!isDirectory()) {
      throw new IllegalStateException(
          "cannot resolve " + other + " in " + this + ", which is not a directory");
    }
    return of(
        scheme,
        authority,
        other.startsWith("/") ? other : path + other,
        resolveOptions == StandardResolveOptions.RESOLVE_DIRECTORY);
  }

  @Override
  public RemoteResourceId getCurrentDirectory() {
    return isDirectory()
        ? this
        : new RemoteResourceId(scheme, authority, path.substring(0, path.lastIndexOf('/') + 1));
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  @Override
  public @Nullable String getFilename() {
    String text = isDirectory() ? path.substring(0, path.length() - 1) : path;
    return text.isEmpty() ? null : text.substring(text.lastIndexOf('/') + 1);
  }

  @Override
  public boolean isDirectory() {
    return path.endsWith("/");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RemoteResourceId that
        && scheme.equals(that.scheme)
        && authority.equals(that.authority)
        && path.equals(that.path);
  }

  @Override
  public int hashCode() {
    return (scheme.hashCode() * 31 + authority.hashCode()) * 31 + path.hashCode();
  }

  @Override
  public String toString() {
    return scheme + "://" + authority + path;
  }
}
