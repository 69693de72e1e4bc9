package io.millrace.sdk.io.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Wait;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class JdbcWriteTest {

  private static final DataSourceConfiguration DATABASE = TestServer.database("writes");

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static JdbcIO.Write<Long> write(String table) {
    return JdbcIO.<Long>write()
        .withDataSourceConfiguration(DATABASE)
        .withStatement("INSERT INTO " + table + " VALUES (?)")
        .withPreparedStatementSetter((id, statement) -> statement.setLong(1, id));
  }

  private static List<Long> ids(String table) throws SQLException {
    return TestServer.longs("SELECT id FROM " + table + " ORDER BY id");
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void whatIsWrittenIsThere() throws SQLException {
    TestServer.execute("CREATE TABLE plain (id BIGINT PRIMARY KEY)");
    p.apply(GenerateSequence.from(0).to(2_500)).apply(write("plain").withBatchSize(100));
    p.run();
    assertThat(ids("plain")).isEqualTo(numbers(0, 2_500));
  }

  @Test
  void whoWaitsForTheResultsReadsWhatWasWritten() throws SQLException {
    TestServer.execute("CREATE TABLE awaited (id BIGINT PRIMARY KEY)");
    PCollection<Void> written =
        p.apply(GenerateSequence.from(0).to(100)).apply(write("awaited").withResults());
    PCollection<Long> counts =
        p.apply(Create.of("any"))
            .apply(Wait.on(written))
            .apply(
                JdbcIO.<String, Long>readAll()
                    .withDataSourceConfiguration(DATABASE)
                    .withQuery("SELECT count(*) FROM awaited")
                    .withRowMapper(row -> row.getLong(1))
                    .withCoder(io.millrace.sdk.coders.VarLongCoder.of()));
    PAssert.that(counts).containsInAnyOrder(100L);
    p.run();
  }

  @Test
  void inputWithoutEndIsWrittenBundleByBundle() throws SQLException {
    TestServer.execute("CREATE TABLE endless (id BIGINT PRIMARY KEY)");
    Pipeline pipeline = p;
    pipeline
        .apply(
            GenerateSequence.from(0)
                .withRate(1, Duration.ofMillis(1))
                .withMaxReadTime(Duration.ofMillis(300)))
        .apply(write("endless"));
    p.run();
    List<Long> written = ids("endless");
    assertThat(written).isNotEmpty().doesNotHaveDuplicates();
  }

  private void assertFails(JdbcIO.Write<Long> write, String... parts) {
    p.apply(Create.of(1L, 2L, 3L)).apply("Write", write);
    org.assertj.core.api.AbstractThrowableAssert<?, ?> failure = assertThatThrownBy(p::run);
    for (String part : parts) {
      failure.hasMessageContaining(part);
    }
    failure.hasMessageNotContaining("geheim");
  }

  @Test
  void aRowThatIsThereAlreadyIsToldWithACure() throws SQLException {
    TestServer.execute("CREATE TABLE unique_ids (id BIGINT PRIMARY KEY)");
    TestServer.execute("INSERT INTO unique_ids VALUES (2)");
    assertFails(
        write("unique_ids"),
        "Write/WriteRows",
        "jdbc:postgresql://127.0.0.1",
        "duplicate key",
        "(id)=(2)",
        "23505",
        "ON CONFLICT");
    assertThat(ids("unique_ids")).contains(2L);
  }

  @Test
  void aTableThatIsNotThereIsTold() {
    assertFails(write("absent"), "relation \"absent\" does not exist", "42P01");
  }

  @Test
  void aWrongPasswordIsToldAtOnceAndNotShown() throws Exception {
    TestServer.execute("CREATE ROLE stranger LOGIN PASSWORD 'right'");
    Path access = Path.of(TestServer.text("SHOW hba_file"));
    Files.writeString(
        access, "host all stranger 127.0.0.1/32 scram-sha-256\n" + Files.readString(access));
    TestServer.execute("SELECT pg_reload_conf()");
    // the server reads it when it comes to that
    while (canConnect("wrong")) {
      Thread.yield();
    }
    assertFails(
        write("any")
            .withDataSourceConfiguration(
                DATABASE.withUsername("stranger").withPassword("wrong-geheim")),
        "password authentication failed for user \"stranger\"",
        "28P01",
        "Check the user's name and password");
  }

  private static boolean canConnect(String password) {
    try {
      java.sql.DriverManager.getConnection(TestServer.url(), "stranger", password).close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void aServerThatIsNotThereIsToldByItsAddress() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/shop";
    assertFails(
        write("any")
            .withDataSourceConfiguration(
                DataSourceConfiguration.create(TestServer.DRIVER, url + "?password=geheim")),
        "cannot write rows to " + url + ":",
        "refused",
        "Check that the server is there");
  }

  @Test
  void whatIsMissingIsToldWhenThePipelineIsBuilt() {
    PCollection<Long> rows = Pipeline.create().apply(Create.of(1L));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.apply("A", JdbcIO.<Long>write()))
        .withMessageContaining("withDataSourceConfiguration");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> rows.apply("B", JdbcIO.<Long>write().withDataSourceConfiguration(DATABASE)))
        .withMessageContaining("withStatement");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.apply("C", write("t").withCommitTableCreatedIfAbsent()))
        .withMessageContaining("withExactlyOnce");
    assertThatIllegalArgumentException().isThrownBy(() -> write("t").withBatchSize(0));
    assertThatIllegalArgumentException().isThrownBy(() -> write("t").withMaxUncommittedBytes(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcIO.RetryConfiguration.create(0, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataSourceConfiguration.create("", "jdbc:x:y"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DATABASE.withConnectionProperties("secret"))
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException().isThrownBy(() -> DATABASE.withMaxConnections(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DATABASE.withConnectionTimeout(Duration.ofMillis(1)));
  }
}
