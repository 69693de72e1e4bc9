package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.fs.RemoteResourceId;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Hadoop's clients: one for each cluster and settings, for as long as the process lives. */
final class HadoopClients {

  private record Key(HadoopSettings settings, String scheme, String authority) {}

  private static final ConcurrentHashMap<Key, HadoopClient> CLIENTS = new ConcurrentHashMap<>();

  private final HadoopSettings settings;

  HadoopClients(HadoopSettings settings) {
    this.settings = settings;
  }

  /**
   * The client for a resource.
   *
   * @throws IOException if the cluster is not known, or Hadoop has no such file system
   */
  HadoopClient of(RemoteResourceId id) throws IOException {
    Key key = new Key(settings, id.getScheme(), id.authority());
    HadoopClient known = CLIENTS.get(key);
    if (known != null) {
      return known;
    }
    Configuration configuration = settings.configuration();
    URI cluster = cluster(id, configuration);
    KerberosLogin login = settings.login();
    if (login != null) {
      login.ensure(configuration);
    }
    try {
      HadoopClient made = HadoopClient.connect(cluster, configuration);
      HadoopClient other = CLIENTS.putIfAbsent(key, made);
      return other == null ? made : other;
    } catch (UnsupportedFileSystemException e) {
      throw HadoopErrors.cannot("use", id, e);
    } catch (RuntimeException e) { // that is how it says that a host is not known
      throw new IOException("cannot use " + id + ": " + HadoopErrors.reason(e), e);
    }
  }

  private static URI cluster(RemoteResourceId id, Configuration configuration) throws IOException {
    if (!id.authority().isEmpty()) {
      return URI.create(id.getScheme() + "://" + id.authority());
    }
    URI standard = FileSystem.getDefaultUri(configuration);
    if (!id.getScheme().equals(standard.getScheme())) {
      throw new IOException(
          String.format(
              "cannot use %s: it names no host, and fs.defaultFS of Hadoop's settings is %s",
              id, standard));
    }
    return standard;
  }
}
