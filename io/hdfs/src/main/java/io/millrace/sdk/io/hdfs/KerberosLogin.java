package io.millrace.sdk.io.hdfs;

import java.io.IOException;
import java.net.InetAddress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/**
 * As whom the process logs in to Kerberos. Hadoop has one user for a process; it renews the tickets
 * by itself.
 *
 * @param principal name, host and realm; {@code _HOST} stands for this machine
 * @param keytab the file with its keys
 */
record KerberosLogin(String principal, String keytab) {

  /** Who has logged in, in this process. */
  private static @Nullable KerberosLogin done;

  /**
   * Logs in, if that is not done yet.
   *
   * @throws IOException if that fails, somebody else has logged in, or the cluster's settings do
   *     not ask for Kerberos
   */
  void ensure(Configuration configuration) throws IOException {
    synchronized (KerberosLogin.class) {
      if (equals(done)) {
        return;
      }
      if (done != null) {
        throw new IOException(
            "cannot log in as "
                + principal
                + ": this process has logged in as "
                + done.principal
                + ", and Hadoop has one user for a process");
      }
      UserGroupInformation.setConfiguration(configuration);
      if (!UserGroupInformation.isSecurityEnabled()) {
        throw new IOException(
            "--hadoopPrincipal is given, but Hadoop's settings do not ask for Kerberos: set"
                + " hadoop.security.authentication=kerberos, in core-site.xml or in"
                + " --hadoopConfiguration");
      }
      try {
        UserGroupInformation.loginUserFromKeytab(
            SecurityUtil.getServerPrincipal(principal, InetAddress.getLocalHost()), keytab);
      } catch (IOException e) {
        throw new IOException(
            "cannot log in to Kerberos as "
                + principal
                + " with "
                + keytab
                + ": "
                + HadoopErrors.reason(e),
            e);
      }
      done = this;
    }
  }
}
