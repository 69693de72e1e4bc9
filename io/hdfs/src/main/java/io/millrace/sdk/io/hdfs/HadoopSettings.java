package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.options.PipelineOptions;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * {@link HadoopFileSystemOptions}, checked.
 *
 * @param directory of Hadoop's files of settings; null for none
 * @param values of Hadoop's settings, by their names; they win over the files
 * @param login null for whoever has logged in to Hadoop, or to Kerberos by a command
 */
record HadoopSettings(
    @Nullable String directory, SortedMap<String, String> values, @Nullable KerberosLogin login) {

  private static final List<String> FILES = List.of("core-site.xml", "hdfs-site.xml");

  /**
   * Who closes a file asks the namenode whether its last block has arrived, and after a "no", which
   * is common, waits for 400 ms by default, and then twice as long, five times. Here the first
   * pause is shorter, and there are more of them, which together take no less.
   */
  private static final Map<String, String> OWN_DEFAULTS =
      Map.of(
          "dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10",
          "dfs.client.block.write.locateFollowingBlock.retries", "11");

  private static final Pattern SECRET =
      Pattern.compile(".*(secret|password|passwd|token|credential|access\\.?key|account\\.key).*");

  /**
   * The settings of options.
   *
   * @param directoryOfEnvironment where the files are if the options do not say it; null for none
   * @throws IllegalArgumentException if an option cannot be, by its name
   */
  static HadoopSettings of(
      PipelineOptions pipelineOptions, @Nullable String directoryOfEnvironment) {
    HadoopFileSystemOptions options = pipelineOptions.as(HadoopFileSystemOptions.class);
    String given = options.getHadoopConfDir();
    if (given != null && !new File(given).isDirectory()) {
      throw new IllegalArgumentException(
          "--hadoopConfDir=" + given + " is not valid: there is no such directory");
    }
    TreeMap<String, String> values = new TreeMap<>();
    List<String> texts = options.getHadoopConfiguration();
    for (String text : texts == null ? List.<String>of() : texts) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(
            "--hadoopConfiguration=" + text + " is not valid: expected name=value");
      }
      String name = text.substring(0, equals).strip();
      if (SECRET.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
        throw new IllegalArgumentException(
            "--hadoopConfiguration has "
                + name
                + ", which looks like a secret; options are shown and logged. Put it into"
                + " core-site.xml, or into a provider of credentials that it names.");
      }
      values.put(name, text.substring(equals + 1));
    }
    return new HadoopSettings(
        given != null ? given : directoryOfEnvironment, values, login(options));
  }

  private static @Nullable KerberosLogin login(HadoopFileSystemOptions options) {
    String principal = options.getHadoopPrincipal();
    String keytab = options.getHadoopKeytab();
    if (principal == null && keytab == null) {
      return null;
    }
    if (principal == null || keytab == null) {
      throw new IllegalArgumentException(
          "--hadoopPrincipal and --hadoopKeytab belong together, and only one of them is given");
    }
    if (!new File(keytab).canRead()) {
      throw new IllegalArgumentException(
          "--hadoopKeytab=" + keytab + " is not valid: there is no such file that can be read");
    }
    return new KerberosLogin(principal, keytab);
  }

  /** The schemes of the options, in lower case. */
  static List<String> schemes(PipelineOptions options) {
    return options.as(HadoopFileSystemOptions.class).getHadoopSchemes().stream()
        .map(scheme -> scheme.strip().toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  /** As Hadoop wants them. */
  Configuration configuration() {
    Configuration configuration = new HdfsConfiguration();
    if (directory != null) {
      for (String name : FILES) {
        File file = new File(directory, name);
        if (file.isFile()) {
          configuration.addResource(new Path(file.toURI()));
        }
      }
    }
    values.forEach(configuration::set);
    OWN_DEFAULTS.forEach(
        (name, value) -> {
          if (!isGiven(configuration, name)) {
            configuration.set(name, value);
          }
        });
    return configuration;
  }

  /** Whether somebody has set it, other than the library. */
  static boolean isGiven(Configuration configuration, String name) {
    String[] sources = configuration.getPropertySources(name);
    return sources != null
        && sources.length > 0
        && !sources[sources.length - 1].endsWith("-default.xml");
  }
}
