package io.millrace.sdk.io.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteResourceIdTest {

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a/b, s3://bucket/a/b",
    "S3://bucket/a, s3://bucket/a",
    "hdfs://host:9000/a/./b/../c, hdfs://host:9000/a/c",
    "hdfs:///a, hdfs:///a",
    "hdfs:/a, hdfs:///a",
    "s3://b/a//b, s3://b/a//b",
    "s3://b/a%20b, s3://b/a%20b",
    "s3://b/.hidden, s3://b/.hidden",
    "s3://b/a..b/...x, s3://b/a..b/...x"
  })
  void theNameOfAFileIsTakenAsItIsWrittenButForDots(String spec, String name) {
    assertThat(RemoteResourceId.of(spec, false)).hasToString(name);
    assertThat(RemoteResourceId.of(name, false)).isEqualTo(RemoteResourceId.of(spec, false));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket, s3://bucket/",
    "s3://bucket/a, s3://bucket/a/",
    "s3://bucket/a/, s3://bucket/a/",
    "s3://bucket/a/.., s3://bucket/",
    "s3://bucket/a/., s3://bucket/a/"
  })
  void theNameOfADirectoryEndsWithASlash(String spec, String name) {
    assertThat(RemoteResourceId.of(spec, true)).hasToString(name);
  }

  @Test
  void whatIsNoNameOfAFileIsRefused() {
    for (String spec : new String[] {"s3://bucket", "s3://bucket/", "s3://bucket/a/"}) {
      assertThatThrownBy(() -> RemoteResourceId.of(spec, false)).hasMessageContaining(spec);
    }
    assertThatThrownBy(() -> RemoteResourceId.of("s3:bucket", false))
        .hasMessageContaining("scheme://authority/path");
    assertThatThrownBy(() -> RemoteResourceId.of("s3://bucket/a/../../b", false))
        .hasMessageContaining("above the root");
  }

  @Test
  void aNameIsResolvedInADirectory() {
    RemoteResourceId directory = RemoteResourceId.of("s3://bucket/a", true);
    RemoteResourceId file = directory.resolve("b/c", StandardResolveOptions.RESOLVE_FILE);
    assertThat(file).hasToString("s3://bucket/a/b/c");
    assertThat(file.getCurrentDirectory()).hasToString("s3://bucket/a/b/");
    assertThat(file.getFilename()).isEqualTo("c");
    assertThat(file.getCurrentDirectory().getFilename()).isEqualTo("b");
    assertThat(directory.resolve("..", StandardResolveOptions.RESOLVE_DIRECTORY))
        .hasToString("s3://bucket/")
        .extracting(RemoteResourceId::getFilename)
        .isNull();
    assertThatThrownBy(() -> file.resolve("x", StandardResolveOptions.RESOLVE_FILE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> directory.resolve("x/..", StandardResolveOptions.RESOLVE_FILE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
