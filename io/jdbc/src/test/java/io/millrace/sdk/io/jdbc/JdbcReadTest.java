package io.millrace.sdk.io.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.io.jdbc.JdbcIO.RowMapper;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(120)
class JdbcReadTest {

  private static final DataSourceConfiguration DATABASE = TestServer.database("reads");

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @BeforeAll
  static void tables() throws SQLException {
    TestServer.execute(
        "CREATE TABLE numbers (id BIGINT PRIMARY KEY, name TEXT NOT NULL)",
        "INSERT INTO numbers SELECT n, 'name ' || n FROM generate_series(-500, 1499) n",
        "CREATE TABLE skewed (id INT, kind BIGINT)",
        "INSERT INTO skewed SELECT n, CASE WHEN n % 10 = 0 THEN NULL WHEN n < 900 THEN 7"
            + " ELSE n * 1000000000000 END FROM generate_series(0, 999) n",
        "CREATE TABLE events (id INT, at TIMESTAMPTZ NOT NULL, local TIMESTAMP NOT NULL)",
        "INSERT INTO events SELECT n, TIMESTAMPTZ '2026-03-29 00:00:00.000001Z' + n * INTERVAL"
            + " '1.000001 seconds', TIMESTAMP '2026-03-29 00:00:00' + n * INTERVAL '7 seconds'"
            + " FROM generate_series(0, 999) n",
        "CREATE TABLE nothing (id BIGINT)");
  }

  /** Says the type of its elements, as a lambda does not. */
  private static final class Id implements RowMapper<Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long mapRow(ResultSet row) throws SQLException {
      return row.getLong("id");
    }
  }

  private static JdbcIO.ReadWithPartitions<Long, Long> ids() {
    return JdbcIO.<Long>readWithPartitions()
        .withDataSourceConfiguration(DATABASE)
        .withRowMapper(new Id());
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void theRowsOfAQueryAreRead() {
    PCollection<KV<Long, String>> rows =
        p.apply(
            JdbcIO.<KV<Long, String>>read()
                .withDataSourceConfiguration(DATABASE)
                .withQuery("SELECT id, name FROM numbers WHERE id >= ? ORDER BY id")
                .withStatementPreparator(statement -> statement.setLong(1, 1497))
                .withRowMapper(row -> KV.of(row.getLong(1), row.getString(2)))
                .withCoder(KvCoder.of(VarLongCoder.of(), StringUtf8Coder.of())));
    PAssert.that(rows)
        .containsInAnyOrder(
            KV.of(1497L, "name 1497"), KV.of(1498L, "name 1498"), KV.of(1499L, "name 1499"));
    p.run();
  }

  @Test
  void fewRowsAreFetchedAtATime() {
    PCollection<Long> rows =
        p.apply(
            JdbcIO.<Long>read()
                .withDataSourceProviderFn(ignored -> dataSource())
                .withQuery("SELECT id FROM numbers")
                .withRowMapper(new Id())
                .withFetchSize(3)
                .withOutputParallelization(false));
    PAssert.that(rows).containsInAnyOrder(numbers(-500, 1499));
    p.run();
  }

  private static PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(TestServer.url());
    source.setUser("postgres");
    return source;
  }

  @Test
  void aDataSourceOfTheUserIsUsedAsItIs() {
    PAssert.that(
            p.apply(
                ids()
                    .withDataSourceConfiguration(DataSourceConfiguration.create(dataSource()))
                    .withTable("numbers")
                    .withPartitionColumn("id")))
        .containsInAnyOrder(numbers(-500, 1499));
    p.run();
  }

  @Test
  void partitionsCoverAllRowsOnce() {
    PAssert.that(p.apply(ids().withTable("numbers").withPartitionColumn("id").withNumPartitions(7)))
        .containsInAnyOrder(numbers(-500, 1499));
    p.run();
  }

  @Test
  void morePartitionsThanConnectionsAreReadOneAfterTheOther() {
    PAssert.that(
            p.apply(
                ids()
                    .withDataSourceConfiguration(TestServer.database("two").withMaxConnections(2))
                    .withTable("numbers")
                    .withPartitionColumn("\"id\"")
                    .withNumPartitions(40)))
        .containsInAnyOrder(numbers(-500, 1499));
    p.run();
  }

  @Test
  void rowsWithoutAValueAndManyWithTheSameAreRowsToo() {
    PAssert.that(
            p.apply(ids().withTable("skewed").withPartitionColumn("kind").withNumPartitions(5)))
        .containsInAnyOrder(numbers(0, 999));
    p.run();
  }

  @Test
  void boundsLeaveOutWhatIsOutside() {
    PAssert.that(
            p.apply(
                "Both",
                ids()
                    .withTable("numbers")
                    .withPartitionColumn("id")
                    .withNumPartitions(3)
                    .withLowerBound(10L)
                    .withUpperBound(20L)))
        .containsInAnyOrder(numbers(10, 20));
    PAssert.that(
            p.apply(
                "Lower",
                ids().withTable("numbers").withPartitionColumn("id").withLowerBound(1490L)))
        .containsInAnyOrder(numbers(1490, 1499));
    PAssert.that(
            p.apply(
                "Upper",
                ids().withTable("numbers").withPartitionColumn("id").withUpperBound(-490L)))
        .containsInAnyOrder(numbers(-500, -490));
    p.run();
  }

  @Test
  void aQueryIsReadInPartitionsToo() {
    PAssert.that(
            p.apply(
                ids()
                    .withQuery("SELECT id, id % 10 AS digit FROM numbers WHERE id BETWEEN 1 AND 50")
                    .withPartitionColumn("digit")
                    .withNumPartitions(4)))
        .containsInAnyOrder(numbers(1, 50));
    p.run();
  }

  @Test
  void timestampsCutTablesWithAndWithoutZones() {
    for (String column : List.of("at", "local")) {
      PAssert.that(
              p.apply(
                  column,
                  JdbcIO.<Long, Instant>readWithPartitions(TypeDescriptor.of(Instant.class))
                      .withDataSourceConfiguration(DATABASE)
                      .withRowMapper(new Id())
                      .withTable("events")
                      .withPartitionColumn(column)
                      .withNumPartitions(6)))
          .containsInAnyOrder(numbers(0, 999));
    }
    // without a zone it is a time in UTC, also where clocks were put forward that night
    PAssert.that(
            p.apply(
                "Bounds",
                JdbcIO.<Long, Instant>readWithPartitions(TypeDescriptor.of(Instant.class))
                    .withDataSourceConfiguration(DATABASE)
                    .withRowMapper(new Id())
                    .withTable("events")
                    .withPartitionColumn("local")
                    .withLowerBound(Instant.parse("2026-03-29T01:00:00Z"))
                    .withUpperBound(Instant.parse("2026-03-29T01:00:20Z"))))
        .containsInAnyOrder(515L, 516L, 517L);
    p.run();
  }

  @Test
  void anEmptyTableHasNoRows() {
    PAssert.that(p.apply(ids().withTable("nothing").withPartitionColumn("id"))).empty();
    p.run();
  }

  @Test
  void aQueryIsExecutedForEachElement() {
    PCollection<KV<Long, String>> rows =
        p.apply(Create.of(3L, 5L, 9_999L))
            .apply(
                JdbcIO.<Long, KV<Long, String>>readAll()
                    .withDataSourceConfiguration(DATABASE)
                    .withQuery("SELECT id, name FROM numbers WHERE id = ? OR id = -?")
                    .withParameterSetter(
                        (id, statement) -> {
                          statement.setLong(1, id);
                          statement.setLong(2, id);
                        })
                    .withRowMapper(row -> KV.of(row.getLong(1), row.getString(2)))
                    .withCoder(KvCoder.of(VarLongCoder.of(), StringUtf8Coder.of())));
    PAssert.that(rows)
        .containsInAnyOrder(
            KV.of(3L, "name 3"), KV.of(-3L, "name -3"), KV.of(5L, "name 5"), KV.of(-5L, "name -5"));
    p.run();
  }

  private void assertFails(String... parts) {
    p.enableAbandonedNodeEnforcement(false);
    org.assertj.core.api.AbstractThrowableAssert<?, ?> failure = assertThatThrownBy(p::run);
    for (String part : parts) {
      failure.hasMessageContaining(part);
    }
  }

  @Test
  void aTableThatIsNotThereIsTold() {
    p.apply("Rows", ids().withTable("absent").withPartitionColumn("id"));
    assertFails(
        "Rows/Read",
        "jdbc:postgresql://127.0.0.1",
        "relation \"absent\" does not exist",
        "42P01",
        "Check the name of the table");
  }

  @Test
  void aRowMapperThatFailsIsTold() {
    p.apply(
        "Rows",
        JdbcIO.<Long>read()
            .withDataSourceConfiguration(DATABASE)
            .withQuery("SELECT id FROM numbers")
            .withRowMapper(
                row -> {
                  throw new IllegalStateException("no good row");
                })
            .withCoder(VarLongCoder.of()));
    assertFails("Rows/Read", "SELECT id FROM numbers", "no good row");
  }

  @Test
  void aDriverThatIsNotThereIsTold() {
    p.apply(
        ids()
            .withDataSourceConfiguration(
                DataSourceConfiguration.create("com.example.NoDriver", "jdbc:example://db"))
            .withTable("numbers")
            .withPartitionColumn("id"));
    assertFails("com.example.NoDriver", "class path", "jdbc:example://db");
  }

  @Test
  void anAddressOfAnotherDriverIsTold() {
    p.apply(
        ids()
            .withDataSourceConfiguration(
                DataSourceConfiguration.create(
                    TestServer.DRIVER, "jdbc:mysql://u:secret@db/shop?password=secret"))
            .withTable("numbers")
            .withPartitionColumn("id"));
    assertFails("org.postgresql.Driver does not know addresses like jdbc:mysql://db/shop");
  }

  @Test
  void whatIsMissingOrTooMuchIsToldWhenThePipelineIsBuilt() {
    Pipeline pipeline = Pipeline.create();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply(JdbcIO.<Long>read().withRowMapper(new Id())))
        .withMessageContaining("JdbcIO.read()")
        .withMessageContaining("withDataSourceConfiguration");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                pipeline.apply(
                    JdbcIO.<Long>read()
                        .withRowMapper(new Id())
                        .withDataSourceConfiguration(DATABASE)))
        .withMessageContaining("withQuery");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                pipeline.apply(
                    JdbcIO.<Long>read()
                        .withDataSourceConfiguration(DATABASE)
                        .withQuery("SELECT 1")
                        .withRowMapper(row -> 1L)))
        .withMessageContaining("withCoder");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                pipeline.apply(
                    ids().withTable("numbers").withQuery("SELECT 1").withPartitionColumn("id")))
        .withMessageContaining("both a table and a query");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                pipeline.apply(
                    ids()
                        .withTable("numbers")
                        .withPartitionColumn("id")
                        .withLowerBound(2L)
                        .withUpperBound(1L)))
        .withMessageContaining("below the lower bound");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                pipeline.apply(
                    ids()
                        .withDataSourceProviderFn(ignored -> dataSource())
                        .withTable("numbers")
                        .withPartitionColumn("id")))
        .withMessageContaining("two databases");
    assertThatIllegalArgumentException().isThrownBy(() -> JdbcIO.read().withFetchSize(0));
    assertThatIllegalArgumentException().isThrownBy(() -> ids().withNumPartitions(0));
  }

  @Test
  void secretsAreNotShown() {
    DataSourceConfiguration secret =
        DataSourceConfiguration.create(
                TestServer.DRIVER, TestServer.url() + "?user=postgres&password=geheim1")
            .withUsername("postgres")
            .withPassword("geheim2")
            .withConnectionProperties("sslpassword=geheim3");
    Pipeline pipeline = Pipeline.create();
    JdbcIO.ReadWithPartitions<Long, Long> read =
        ids().withDataSourceConfiguration(secret).withTable("numbers").withPartitionColumn("id");
    pipeline.apply("Rows", read);
    assertThat(secret.toString()).contains("jdbc:postgresql://127.0.0.1").doesNotContain("geheim");
    assertThat(io.millrace.sdk.transforms.display.DisplayData.from(read).toString())
        .contains("numbers")
        .doesNotContain("geheim");
    assertThat(read.toString()).doesNotContain("geheim");
    assertThat(pipeline.explain()).doesNotContain("geheim");
  }
}
