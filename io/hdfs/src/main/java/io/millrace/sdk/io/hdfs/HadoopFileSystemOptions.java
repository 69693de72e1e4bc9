package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.DefaultValueFactory;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of Hadoop's file systems there are, and where their settings are. */
public interface HadoopFileSystemOptions extends PipelineOptions {

  @Description(
      "The directory of Hadoop's settings: core-site.xml and hdfs-site.xml; by default that of"
          + " HADOOP_CONF_DIR, if it is set, and what is on the class path.")
  @Nullable String getHadoopConfDir();

  void setHadoopConfDir(@Nullable String value);

  @Description(
      "Settings of Hadoop besides those in files, such as dfs.replication=2. No secrets: options are"
          + " shown and logged.")
  @Nullable List<String> getHadoopConfiguration();

  void setHadoopConfiguration(@Nullable List<String> value);

  @Description(
      "The schemes of names for which Hadoop is asked. Those other than hdfs need their library on"
          + " the class path.")
  @Default.InstanceFactory(StandardSchemes.class)
  List<String> getHadoopSchemes();

  void setHadoopSchemes(List<String> value);

  @Description(
      "As whom to log in to Kerberos, by --hadoopKeytab: name/host@REALM, where _HOST stands for the"
          + " name of the machine.")
  @Nullable String getHadoopPrincipal();

  void setHadoopPrincipal(@Nullable String value);

  @Description(
      "The file with the keys of --hadoopPrincipal, on each machine; tickets are renewed with it.")
  @Nullable String getHadoopKeytab();

  void setHadoopKeytab(@Nullable String value);

  /** Those of HDFS. */
  final class StandardSchemes implements DefaultValueFactory<List<String>> {
    @Override
    public List<String> create(PipelineOptions options) {
      return List.of("hdfs", "webhdfs");
    }
  }
}
