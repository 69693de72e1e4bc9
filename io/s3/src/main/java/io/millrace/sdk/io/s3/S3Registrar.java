package io.millrace.sdk.io.s3;

import io.millrace.sdk.io.FileSystem;
import io.millrace.sdk.io.FileSystemRegistrar;
import io.millrace.sdk.io.shell.UniqueMarks;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsRegistrar;
import java.util.List;

/** Makes the file system and its options known. */
public final class S3Registrar implements FileSystemRegistrar, PipelineOptionsRegistrar {

  @Override
  public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
    S3Settings settings = S3Settings.of(options);
    return List.of(
        new S3FileSystem(() -> S3Clients.of(settings), settings.partBytes(), UniqueMarks::next));
  }

  @Override
  public Iterable<Class<? extends PipelineOptions>> getPipelineOptions() {
    return List.of(S3Options.class);
  }
}
