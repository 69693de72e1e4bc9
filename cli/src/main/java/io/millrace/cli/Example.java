package io.millrace.cli;

import java.util.Arrays;
import java.util.Optional;

/**
 * The example programs that can be run by name. Those with connectors are not on the command's own
 * class path: the script adds them when they are asked for.
 */
enum Example {
  WORDCOUNT(
      "wordcount",
      "io.millrace.examples.WordCount",
      "Counts the words of text files: --input=PATH_OR_GLOB --output=PREFIX"),
  WINDOWED_WORDCOUNT(
      "windowed-wordcount",
      "io.millrace.examples.WindowedWordCount",
      "Counts the words of each minute: --input=PATH_OR_GLOB --output=PREFIX"),
  SESSIONS(
      "sessions",
      "io.millrace.examples.UserSessions",
      "How long visitors stayed: --input=PATH_OR_GLOB"),
  FRAUD(
      "fraud",
      "io.millrace.examples.FraudDetection",
      "Cards that are tried out, with state and timers: --input=PATH_OR_GLOB"),
  JOIN(
      "join",
      "io.millrace.examples.auction.SellersJoin",
      "New sellers and their auctions, joined in windows: [--seconds=N]"),
  QUIET_AUCTIONS(
      "quiet-auctions",
      "io.millrace.examples.auction.QuietAuctions",
      "Auctions without a bid in time, joined by interval: [--seconds=N] [--withinMillis=N]"),
  LEADERBOARD(
      "leaderboard",
      "io.millrace.examples.game.LeaderBoard",
      "A game as a stream: early, final and corrected results: [--seconds=N]"),
  LATE_SCORES(
      "late-scores",
      "io.millrace.examples.game.LateScores",
      "The same game: sums, and what came too late for them: [--seconds=N]"),
  SOCKET_WORDCOUNT(
      "socket-wordcount",
      "io.millrace.examples.SocketWordCount",
      "Counts words as they come over a network connection: [--host=NAME] [--port=N]"),
  KAFKA_TO_PARQUET(
      "kafka-to-parquet",
      "io.millrace.examples.connectors.KafkaToParquet",
      "Keeps a topic of Kafka as Parquet: --topic=NAME --output=PREFIX [--bootstrapServers=LIST]"),
  CSV_TO_POSTGRES(
      "csv-to-postgres",
      "io.millrace.examples.connectors.CsvToPostgres",
      "Copies sales from CSV files to PostgreSQL: --input=PATH_OR_GLOB --badRows=PREFIX"
          + " --database=JDBC_URL"),
  AUCTION(
      "auction",
      "io.millrace.examples.demo.AuctionSite",
      "A live auction site, with results as they change: [--seconds=N] [--rate=N]");

  private final String label;
  private final String mainClass;
  private final String description;

  Example(String label, String mainClass, String description) {
    this.label = label;
    this.mainClass = mainClass;
    this.description = description;
  }

  static Optional<Example> named(String name) {
    return Arrays.stream(values()).filter(e -> e.label.equals(name)).findFirst();
  }

  String label() {
    return label;
  }

  String description() {
    return description;
  }

  Program program() {
    return Program.onClassPath(label, mainClass);
  }
}
