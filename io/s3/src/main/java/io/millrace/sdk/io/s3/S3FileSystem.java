package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.FileSystem;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.CreateOptions;
import io.millrace.sdk.io.fs.FileFailures;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.MatchResult.Status;
import io.millrace.sdk.io.fs.MoveOptions;
import io.millrace.sdk.io.fs.MoveOptions.StandardMoveOptions;
import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.glob.GlobSearch;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Objects of S3 as files, see the package for what they do not have in common.
 *
 * <p>Needs of the bucket: {@code GetObject}, {@code PutObject}, {@code DeleteObject}, {@code
 * AbortMultipartUpload} and {@code ListBucket}.
 */
public final class S3FileSystem extends FileSystem<RemoteResourceId> {

  static final String SCHEME = "s3";

  /** S3 allows so many bytes of UTF-8. */
  private static final int LONGEST_KEY_BYTES = 1024;

  /** By which a conditional write knows its own object again. */
  private static final String MARK = "millrace-put";

  private final Supplier<S3Client> clients;
  private final int partBytes;
  private final Supplier<String> marks;

  /**
   * A file system.
   *
   * @param clients gives a client, always of the same settings; asked when one is needed
   * @param partBytes how large the first parts of a file are
   * @param marks gives a text that is not given twice, on whichever machine
   */
  S3FileSystem(Supplier<S3Client> clients, int partBytes, Supplier<String> marks) {
    this.clients = clients;
    this.partBytes = partBytes;
    this.marks = marks;
  }

  /** The key of an object; with a slash at its end, what those in a directory begin with. */
  static String key(RemoteResourceId id) {
    return id.path().substring(1);
  }

  private S3Bucket bucket(RemoteResourceId id) throws IOException {
    return new S3Bucket(client("use", id), id.authority());
  }

  private S3Client client(String verb, RemoteResourceId id) throws IOException {
    try {
      return clients.get();
    } catch (SdkException e) { // say, because the region is not known
      throw S3Errors.cannot(verb, id, e);
    }
  }

  @Override
  protected String getScheme() {
    return SCHEME;
  }

  @Override
  protected RemoteResourceId matchNewResource(String singleResourceSpec, boolean isDirectory) {
    RemoteResourceId id = RemoteResourceId.of(singleResourceSpec, isDirectory);
    if (id.authority().isEmpty()) {
      throw new IllegalArgumentException(
          singleResourceSpec + " names no bucket: expected s3://bucket/key");
    }
    int bytes = key(id).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_KEY_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              "the key of %s... has %d bytes, and the limit of S3 is %d",
              singleResourceSpec.substring(0, 80), bytes, LONGEST_KEY_BYTES));
    }
    return id;
  }

  // ---- finding

  @Override
  protected List<MatchResult> match(List<String> specs) {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      try {
        List<Metadata> files = matchOne(spec);
        results.add(MatchResult.create(files.isEmpty() ? Status.NOT_FOUND : Status.OK, files));
      } catch (IllegalArgumentException e) {
        results.add(MatchResult.create(Status.ERROR, new IOException(e.getMessage(), e)));
      } catch (IOException e) {
        results.add(MatchResult.create(Status.ERROR, e));
      }
    }
    return results;
  }

  private List<Metadata> matchOne(String spec) throws IOException {
    RemoteResourceId asItStands = matchNewResource(spec, spec.endsWith("/"));
    S3Bucket bucket = bucket(asItStands);
    Metadata found = metadata(bucket, asItStands);
    if (found != null) {
      return List.of(found);
    }
    String pattern = key(asItStands);
    if (!FileSystems.hasGlobWildcard(pattern) && pattern.indexOf('\\') < 0) {
      return List.of();
    }
    if (pattern.contains("//")) {
      throw new IllegalArgumentException(
          "pattern " + spec + " has two slashes in a row: between them, wildcards cannot look");
    }
    List<Metadata> files = new ArrayList<>();
    for (Map.Entry<String, S3Found> file : GlobSearch.find("", pattern, bucket).entrySet()) {
      files.add(file.getValue().metadata(id(asItStands.authority(), file.getKey())));
    }
    return files;
  }

  private static RemoteResourceId id(String bucket, String key) {
    return RemoteResourceId.of(SCHEME, bucket, key, false);
  }

  private static @Nullable Metadata metadata(S3Bucket bucket, RemoteResourceId id)
      throws IOException {
    S3Found found = bucket.file(key(id));
    if (found != null) {
      return found.metadata(id);
    }
    return bucket.isDirectory(key(id))
        ? Metadata.builder()
            .setResourceId(RemoteResourceId.of(SCHEME, id.authority(), id.path(), true))
            .setSizeBytes(0)
            .build()
        : null;
  }

  // ---- reading and writing

  @Override
  protected WritableByteChannel create(RemoteResourceId resourceId, CreateOptions createOptions)
      throws IOException {
    boolean onlyIfAbsent = createOptions.expectFileToNotExist();
    // closing decides; but who is bound to fail should know before there is work done
    if (onlyIfAbsent && bucket(resourceId).file(key(resourceId)) != null) {
      throw FileFailures.exists("create", resourceId.toString(), null);
    }
    return new S3Upload(
        client("create", resourceId),
        resourceId,
        createOptions.mimeType(),
        onlyIfAbsent,
        partBytes);
  }

  @Override
  protected ReadableByteChannel open(RemoteResourceId resourceId) throws IOException {
    return new S3Download(client("read", resourceId), resourceId, existing("read", resourceId));
  }

  private S3Found existing(String verb, RemoteResourceId id) throws IOException {
    S3Bucket bucket = bucket(id);
    S3Found found = bucket.file(key(id));
    if (found != null) {
      return found;
    } else if (bucket.isDirectory(key(id))) {
      throw FileFailures.cannot(verb, id.toString(), "it is a directory", null);
    }
    throw FileFailures.notFound(verb, id.toString(), "no such file", null);
  }

  @Override
  protected boolean putIfAbsent(RemoteResourceId resourceId, byte[] content) throws IOException {
    S3Client client = client("create", resourceId);
    String mark = marks.get();
    try {
      client.putObject(
          b ->
              b.bucket(resourceId.authority())
                  .key(key(resourceId))
                  .metadata(Map.of(MARK, mark))
                  .ifNoneMatch(S3Upload.ANY),
          RequestBody.fromBytes(content));
      return true;
    } catch (SdkException e) {
      if (!S3Errors.isConditionFailed(e)) {
        throw S3Errors.cannot("create", resourceId, e);
      }
      return isMarked(client, resourceId, mark);
    }
  }

  /**
   * Whether the object is the one of this mark. The client tries again what was not answered: then
   * the object that the second request finds may be that of the first.
   */
  private static boolean isMarked(S3Client client, RemoteResourceId id, String mark)
      throws IOException {
    try {
      return Objects.equals(
          mark, client.headObject(b -> b.bucket(id.authority()).key(key(id))).metadata().get(MARK));
    } catch (SdkException e) {
      if (S3Errors.isNotFound(e)) {
        return false; // it was there, and is deleted since
      }
      throw S3Errors.cannot("create", id, e);
    }
  }

  // ---- moving and deleting

  @Override
  protected void copy(List<RemoteResourceId> sources, List<RemoteResourceId> destinations)
      throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      RemoteResourceId source = sources.get(i);
      S3Found object = existing("copy", source);
      try {
        new S3Copy(client("copy", source), source, destinations.get(i), object).run(false);
      } catch (SdkException e) {
        throw S3Errors.cannot("copy " + source + " to", destinations.get(i), e);
      }
    }
  }

  @Override
  protected void rename(
      List<RemoteResourceId> sources, List<RemoteResourceId> destinations, MoveOptions... options)
      throws IOException {
    List<MoveOptions> chosen = Arrays.asList(options);
    for (int i = 0; i < sources.size(); i++) {
      RemoteResourceId source = sources.get(i);
      S3Bucket bucket = bucket(source);
      if (chosen.contains(StandardMoveOptions.IGNORE_MISSING_FILES)
          && bucket.file(key(source)) == null) {
        continue;
      }
      try {
        copyTo(source, destinations.get(i), chosen);
      } catch (FileAlreadyExistsException e) {
        if (chosen.contains(StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS)) {
          continue;
        }
        throw e;
      }
      bucket.delete(List.of(key(source)));
    }
  }

  private void copyTo(
      RemoteResourceId source, RemoteResourceId destination, List<MoveOptions> options)
      throws IOException {
    String verb = "rename " + source + " to";
    S3Found object = existing("rename", source);
    if (source.equals(destination)) {
      throw FileFailures.exists(verb, destination.toString(), null);
    }
    boolean replaces = options.contains(StandardMoveOptions.REPLACE_EXISTING);
    if (!replaces && bucket(destination).file(key(destination)) != null) {
      throw FileFailures.exists(verb, destination.toString(), null);
    }
    try {
      new S3Copy(client("rename", source), source, destination, object).run(!replaces);
    } catch (SdkException e) {
      throw S3Errors.cannot(verb, destination, e);
    }
  }

  @Override
  protected void delete(Collection<RemoteResourceId> resourceIds) throws IOException {
    Map<String, List<RemoteResourceId>> byBucket = new TreeMap<>();
    for (RemoteResourceId id : resourceIds) {
      byBucket.computeIfAbsent(id.authority(), bucket -> new ArrayList<>()).add(id);
    }
    for (List<RemoteResourceId> ids : byBucket.values()) {
      bucket(ids.get(0)).delete(ids.stream().map(S3FileSystem::key).distinct().toList());
    }
  }

  @Override
  protected void deleteRecursively(RemoteResourceId directory) throws IOException {
    if (key(directory).isEmpty()) {
      throw new IllegalArgumentException(
          "cannot delete " + directory + ": all objects of a bucket are not deleted at once");
    }
    bucket(directory).deleteBelow(key(directory));
  }

  @Override
  protected void createDirectory(RemoteResourceId directory) throws IOException {
    bucket(directory).check(directory);
  }
}
