package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.FileSystem;
import io.millrace.sdk.io.FileSystemRegistrar;
import io.millrace.sdk.io.shell.UniqueMarks;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsRegistrar;
import java.util.ArrayList;
import java.util.List;

/** Makes a file system for each of Hadoop's schemes known, and their options. */
public final class HadoopRegistrar implements FileSystemRegistrar, PipelineOptionsRegistrar {

  @Override
  public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
    HadoopClients clients =
        new HadoopClients(HadoopSettings.of(options, System.getenv("HADOOP_CONF_DIR")));
    List<FileSystem<?>> fileSystems = new ArrayList<>();
    for (String scheme : HadoopSettings.schemes(options)) {
      fileSystems.add(new HadoopFileSystem(scheme, clients, UniqueMarks::next));
    }
    return fileSystems;
  }

  @Override
  public Iterable<Class<? extends PipelineOptions>> getPipelineOptions() {
    return List.of(HadoopFileSystemOptions.class);
  }
}
