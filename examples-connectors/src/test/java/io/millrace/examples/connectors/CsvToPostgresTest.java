package io.millrace.examples.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CsvToPostgresTest {

  @TempDir Path directory;

  @Test
  void salesAreInTheTableOnceAndBadRowsInAFile() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("sales.csv"),
            """
            id,shop,day,price,note
            1,Bergen,2026-11-27,35.00,
            2,"Hamar, main street",2026-11-28,1.20,"the ""last"" one
            of its kind"
            x,Hamar,2026-11-28,1.00,
            3,Oslo,2026-11-28,-1,
            4,Oslo
            """);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
      execute(
          url,
          "CREATE TABLE sales (id BIGINT PRIMARY KEY, shop TEXT NOT NULL, day DATE NOT NULL,"
              + " price NUMERIC NOT NULL, note TEXT)");
      execute(url, "INSERT INTO sales VALUES (1, 'Elsewhere', '2020-01-01', 7, 'old')");

      String[] args = {
        "--input=" + file, "--badRows=" + directory.resolve("bad"), "--database=" + url
      };
      CsvToPostgres.main(args);
      CsvToPostgres.main(args); // changes nothing

      assertThat(rows(url))
          .containsExactly(
              "1|Bergen|2026-11-27|35.00|null",
              "2|Hamar, main street|2026-11-28|1.20|the \"last\" one\nof its kind");
    }
    assertThat(badRows())
        .containsExactlyInAnyOrder(
            file + ", line 5: column id: \"x\" is no long; it reads: x,Hamar,2026-11-28,1.00,",
            file + ", line 6: the price is negative: -1; it reads: 3,Oslo,2026-11-28,-1,",
            file + ", line 7: it has 2 fields, and there should be 5; it reads: 4,Oslo");
  }

  private static void execute(String url, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String url) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM sales ORDER BY id")) {
      while (row.next()) {
        List<String> fields = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
          fields.add(row.getString(i));
        }
        rows.add(String.join("|", fields.stream().map(String::valueOf).toList()));
      }
    }
    return rows;
  }

  private List<String> badRows() throws Exception {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "bad-*.txt")) {
      for (Path found : files) {
        lines.addAll(Files.readAllLines(found));
      }
    }
    return lines;
  }
}
