package io.millrace.sdk.io.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.PipelineOptionsJson;
import io.millrace.sdk.transforms.display.DisplayData;
import java.net.URI;
import org.junit.jupiter.api.Test;

class S3SettingsTest {

  private static S3Settings settings(String... args) {
    return S3Settings.of(PipelineOptionsFactory.fromArgs(args).create());
  }

  @Test
  void theCommandLineSaysWhereS3Is() {
    assertThat(settings()).isEqualTo(new S3Settings(null, null, false, 8 << 20, 5));
    assertThat(
            settings(
                "--s3Region=eu-north-1",
                "--s3Endpoint=http://127.0.0.1:9000",
                "--s3PathStyle",
                "--s3PartMebibytes=64",
                "--s3Attempts=1"))
        .isEqualTo(
            new S3Settings("eu-north-1", URI.create("http://127.0.0.1:9000"), true, 64 << 20, 1));
  }

  @Test
  void whatCannotBeIsRefusedByTheNameOfTheOption() {
    assertThatThrownBy(() -> settings("--s3PartMebibytes=4"))
        .hasMessageContaining("--s3PartMebibytes=4");
    assertThatThrownBy(() -> settings("--s3Attempts=0")).hasMessageContaining("--s3Attempts=0");
    assertThatThrownBy(() -> settings("--s3Endpoint=127.0.0.1"))
        .hasMessageContaining("--s3Endpoint=127.0.0.1");
    assertThatThrownBy(() -> settings("--s3Endpoint=ftp://host"))
        .hasMessageContaining("--s3Endpoint=ftp://host");
  }

  @Test
  void credentialsInTheEndpointAreRefusedAndNotShown() {
    for (String endpoint : new String[] {"http://id:secret@host", "http://id:secret@ho st"}) {
      assertThatThrownBy(() -> settings("--s3Endpoint=" + endpoint))
          .hasMessageContaining("--s3Endpoint")
          .message()
          .doesNotContain("secret@");
    }
  }

  @Test
  void aPipelineOfWrongOptionsSaysSoWhenAFileIsNamed() {
    Pipeline.create(PipelineOptionsFactory.fromArgs("--s3Attempts=0").create());
    assertThatThrownBy(() -> FileSystems.matchNewResource("s3://bucket/x", false))
        .hasMessageContaining("--s3Attempts=0");
  }

  @Test
  void noSecretIsInOptionsOrInWhatIsShown() {
    S3Options options = S3Server.get().options();
    assertThat(PipelineOptionsJson.toJson(options)).doesNotContain(S3Server.SECRET);
    assertThat(DisplayData.from(options).toString())
        .contains("s3Endpoint")
        .doesNotContain(S3Server.SECRET);
  }

  @Test
  void namesWithoutABucketOrTooLongAreRefused() {
    S3Server.get().newBucket();
    assertThatThrownBy(() -> FileSystems.matchNewResource("s3:///key", false))
        .hasMessageContaining("s3:///key names no bucket");
    assertThatThrownBy(
            () -> FileSystems.matchNewResource("s3://bucket/" + "größe".repeat(200), false))
        .hasMessageContaining("1400 bytes")
        .hasMessageContaining("1024");
  }
}
