package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.fs.FileFailures;
import io.millrace.sdk.io.fs.RemoteResourceId;
import io.millrace.sdk.io.fs.glob.FileTree;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One bucket, seen as files in directories. A path is a key; a key that ends with a slash is what
 * some programs make in place of an empty directory, and no file.
 */
final class S3Bucket implements FileTree<S3Found> {

  /** As many keys as S3 takes in one request. */
  private static final int DELETED_AT_ONCE = 1000;

  private final S3Client client;
  private final String bucket;

  S3Bucket(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  private String name(String key) {
    return "s3://" + bucket + "/" + key;
  }

  @Override
  public @Nullable S3Found file(String key) throws IOException {
    if (key.isEmpty() || key.endsWith("/")) {
      return null;
    }
    try {
      HeadObjectResponse head = client.headObject(b -> b.bucket(bucket).key(key));
      return new S3Found(head.contentLength(), head.lastModified(), head.eTag());
    } catch (SdkException e) {
      if (S3Errors.isNotFound(e)) {
        return null;
      }
      throw S3Errors.cannot("read", name(key), e);
    }
  }

  /** Whether there is a key that begins with this one and a slash. */
  boolean isDirectory(String key) throws IOException {
    String prefix = key.isEmpty() || key.endsWith("/") ? key : key + "/";
    try {
      return !client
          .listObjectsV2(b -> b.bucket(bucket).prefix(prefix).maxKeys(1))
          .contents()
          .isEmpty();
    } catch (SdkException e) {
      throw S3Errors.cannot("read", name(key), e);
    }
  }

  @Override
  public List<Entry<S3Found>> list(String directory, String prefix) throws IOException {
    List<Entry<S3Found>> entries = new ArrayList<>();
    eachPage(
        directory + prefix,
        "/",
        page -> {
          for (CommonPrefix found : page.commonPrefixes()) {
            String name = found.prefix().substring(directory.length());
            entries.add(new Entry<>(name.substring(0, name.length() - 1), null));
          }
          for (S3Object found : page.contents()) {
            if (!found.key().endsWith("/")) {
              entries.add(new Entry<>(found.key().substring(directory.length()), found(found)));
            }
          }
        });
    return entries;
  }

  /** Lists all at once: with a request for a thousand keys, not for a directory. */
  @Override
  public void walk(
      String directory, String prefix, Predicate<String> isSkipped, Visitor<S3Found> visitor)
      throws IOException {
    eachPage(
        directory + prefix,
        null,
        page -> {
          for (S3Object found : page.contents()) {
            String path = found.key().substring(directory.length());
            if (!path.isEmpty() && !path.endsWith("/") && !isInSkipped(path, isSkipped)) {
              visitor.visit(path, found(found));
            }
          }
        });
  }

  private static boolean isInSkipped(String path, Predicate<String> isSkipped) {
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      if (isSkipped.test(path.substring(start, slash))) {
        return true;
      }
      start = slash + 1;
    }
    return false;
  }

  private static S3Found found(S3Object object) {
    return new S3Found(object.size(), object.lastModified(), object.eTag());
  }

  /** Is told of keys, a thousand at a time. */
  @FunctionalInterface
  private interface PageVisitor {
    void visit(ListObjectsV2Response page) throws IOException;
  }

  private void eachPage(String prefix, @Nullable String delimiter, PageVisitor visitor)
      throws IOException {
    String next = null;
    do {
      ListObjectsV2Request request =
          ListObjectsV2Request.builder()
              .bucket(bucket)
              .prefix(prefix)
              .delimiter(delimiter)
              .continuationToken(next)
              .build();
      ListObjectsV2Response page;
      try {
        page = client.listObjectsV2(request);
      } catch (SdkException e) {
        throw S3Errors.cannot("list", name(prefix), e);
      }
      visitor.visit(page);
      next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (next != null);
  }

  /** Deletes objects; what is not there is no error. */
  void delete(List<String> keys) throws IOException {
    for (int i = 0; i < keys.size(); i += DELETED_AT_ONCE) {
      deleteAtOnce(keys.subList(i, Math.min(keys.size(), i + DELETED_AT_ONCE)));
    }
  }

  private void deleteAtOnce(List<String> keys) throws IOException {
    if (keys.size() == 1) {
      try {
        client.deleteObject(b -> b.bucket(bucket).key(keys.get(0)));
      } catch (SdkException e) {
        throw S3Errors.cannot("delete", name(keys.get(0)), e);
      }
      return;
    }
    List<ObjectIdentifier> objects =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    try {
      DeleteObjectsResponse response =
          client.deleteObjects(
              b -> b.bucket(bucket).delete(Delete.builder().objects(objects).quiet(true).build()));
      for (S3Error error : response.errors()) {
        throw FileFailures.cannot(
            "delete",
            name(error.key()),
            error.code() + ": " + error.message() + more(response.errors().size() - 1),
            null);
      }
    } catch (SdkException e) {
      throw S3Errors.cannot(
          "delete", name(keys.get(0)) + " and " + (keys.size() - 1) + " others", e);
    }
  }

  private static String more(int others) {
    return others == 0 ? "" : " (and " + others + " others)";
  }

  /** Deletes all objects whose keys begin with that of a directory; there need be no bucket. */
  void deleteBelow(String directory) throws IOException {
    try {
      eachPage(
          directory, null, page -> delete(page.contents().stream().map(S3Object::key).toList()));
    } catch (FileNotFoundException e) {
      // then there is nothing to delete
    }
  }

  /**
   * Makes sure that the bucket can be asked; whether it may be written, only a write shows.
   *
   * @throws java.io.FileNotFoundException if there is no such bucket
   */
  void check(RemoteResourceId directory) throws IOException {
    try {
      client.headBucket(b -> b.bucket(bucket));
    } catch (SdkException e) {
      if (S3Errors.isNotFound(e)) {
        throw FileFailures.notFound("write to", directory.toString(), "no such bucket", e);
      } else if (!S3Errors.isDenied(e)) { // who may write need not be allowed to list
        throw S3Errors.cannot("write to", directory, e);
      }
    }
  }
}
