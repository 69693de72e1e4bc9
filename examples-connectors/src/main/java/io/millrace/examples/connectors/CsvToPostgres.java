package io.millrace.examples.connectors;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.io.csv.CsvIO;
import io.millrace.sdk.io.jdbc.JdbcIO;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.Validation;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Copies sales from CSV files into a table of PostgreSQL. Rows that are no sales go to a file, for
 * somebody to mend; a sale that is in the table already is replaced, so that the program may be
 * started again.
 *
 * <pre>{@code
 * CREATE TABLE sales (id BIGINT PRIMARY KEY, shop TEXT NOT NULL, day DATE NOT NULL,
 *     price NUMERIC NOT NULL, note TEXT);
 *
 * bin/millrace example csv-to-postgres --input='sales/*.csv.gz' --badRows=/tmp/bad-sales \
 *     --database='jdbc:postgresql://127.0.0.1:5432/shop' --user=me
 * }</pre>
 */
public final class CsvToPostgres {

  private CsvToPostgres() {}

  /** What the program can be told. */
  public interface Options extends PipelineOptions {

    @Description("The CSV files with the columns id, shop, day, price and note.")
    @Validation.Required
    String getInput();

    void setInput(String value);

    @Description("Where rows go that are no sales: how the names of files begin.")
    @Validation.Required
    String getBadRows();

    void setBadRows(String value);

    @Description("The database, as a JDBC address.")
    @Validation.Required
    String getDatabase();

    void setDatabase(String value);

    @Description("The user of the database; its password is in the variable PGPASSWORD.")
    @Default.String("postgres")
    String getUser();

    void setUser(String value);
  }

  /** A row of the files, and of the table. */
  record Sale(long id, String shop, LocalDate day, BigDecimal price, @Nullable String note) {
    Sale {
      if (price.signum() < 0) {
        throw new IllegalArgumentException("the price is negative: " + price);
      }
    }
  }

  /** Builds and runs the pipeline. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    WithFailures.Result<PCollection<Sale>, BadRecord> read =
        pipeline.apply(
            "ReadSales", CsvIO.read(Sale.class).from(options.getInput()).withBadRecords());
    read.output()
        .apply(
            "WriteSales",
            JdbcIO.<Sale>write()
                .withDataSourceConfiguration(database(options))
                .withStatement(
                    "INSERT INTO sales (id, shop, day, price, note) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET shop = EXCLUDED.shop,"
                        + " day = EXCLUDED.day, price = EXCLUDED.price, note = EXCLUDED.note")
                .withPreparedStatementSetter(CsvToPostgres::set));
    read.failures()
        .apply("Tell", MapElements.into(TypeDescriptors.strings()).via(BadRecord::toString))
        .apply("WriteBadRows", TextIO.write().to(options.getBadRows()).withSuffix(".txt"));
    pipeline.run().waitUntilFinish();
  }

  private static JdbcIO.DataSourceConfiguration database(Options options) {
    JdbcIO.DataSourceConfiguration database =
        JdbcIO.DataSourceConfiguration.create("org.postgresql.Driver", options.getDatabase())
            .withUsername(options.getUser());
    String password = System.getenv("PGPASSWORD");
    return password == null ? database : database.withPassword(password);
  }

  private static void set(Sale sale, PreparedStatement row) throws SQLException {
    row.setLong(1, sale.id());
    row.setString(2, sale.shop());
    row.setObject(3, sale.day());
    row.setBigDecimal(4, sale.price());
    row.setString(5, sale.note());
  }
}
