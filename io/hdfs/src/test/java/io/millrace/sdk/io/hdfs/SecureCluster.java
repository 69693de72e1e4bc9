package io.millrace.sdk.io.hdfs;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A cluster that demands Kerberos, with the server that gives tickets, in a process of its own, as
 * Hadoop has one user for a process. Ends with its standard input.
 */
final class SecureCluster {

  /** The user of the tests. */
  static final String READER = "reader";

  private SecureCluster() {}

  /** Argument: the directory, which then has settings for clients, a keytab and krb5.conf. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    MiniKdc kdc = new MiniKdc(MiniKdc.createConf(), directory.toFile());
    kdc.start();
    Path servers = directory.resolve("servers.keytab");
    kdc.createPrincipal(servers.toFile(), "hdfs/localhost", "HTTP/localhost");
    kdc.createPrincipal(directory.resolve("reader.keytab").toFile(), READER);
    String hdfs = "hdfs/localhost@" + kdc.getRealm();
    String http = "HTTP/localhost@" + kdc.getRealm();

    Configuration common = new Configuration(false);
    common.set("hadoop.security.authentication", "kerberos");
    common.set("dfs.namenode.kerberos.principal", hdfs);
    common.set("dfs.datanode.kerberos.principal", hdfs);
    common.set("dfs.data.transfer.protection", "privacy");

    HdfsConfiguration configuration = new HdfsConfiguration();
    configuration.addResource(common);
    configuration.set("dfs.namenode.keytab.file", servers.toString());
    configuration.set("dfs.datanode.keytab.file", servers.toString());
    configuration.set("dfs.web.authentication.kerberos.principal", http);
    configuration.set("dfs.web.authentication.kerberos.keytab", servers.toString());
    configuration.setBoolean("dfs.block.access.token.enable", true);
    configuration.setBoolean("ignore.secure.ports.for.testing", true);
    configuration.set("dfs.namenode.fs-limits.min-block-size", "0");
    configuration.setInt("dfs.replication", 1);
    UserGroupInformation.setConfiguration(configuration);
    UserGroupInformation.loginUserFromKeytab(hdfs, servers.toString());
    MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration, directory.resolve("hdfs").toFile())
            .numDataNodes(1)
            .checkDataNodeAddrConfig(true)
            .build();
    cluster.waitActive();
    org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path("/data");
    cluster.getFileSystem().mkdirs(data);
    cluster.getFileSystem().setOwner(data, READER, READER);

    common.set("fs.defaultFS", cluster.getURI().toString());
    try (OutputStream out = Files.newOutputStream(directory.resolve("core-site.xml"))) {
      common.writeXml(out);
    }
    System.out.println("ready " + kdc.getKrb5conf());
    while (System.in.read() >= 0) {
      // nobody says anything
    }
    Runtime.getRuntime().halt(0);
  }
}
