package io.millrace.benchmarks.nexmark;

import io.millrace.benchmarks.nexmark.limit.Limit;
import io.millrace.benchmarks.nexmark.limit.Limits;
import io.millrace.benchmarks.nexmark.query.BidsPerAuction;
import io.millrace.benchmarks.nexmark.query.CurrencyConversion;
import io.millrace.benchmarks.nexmark.query.HighestBids;
import io.millrace.benchmarks.nexmark.query.HotItems;
import io.millrace.benchmarks.nexmark.query.LocalSales;
import io.millrace.benchmarks.nexmark.query.NewSellers;
import io.millrace.benchmarks.nexmark.query.PassThrough;
import io.millrace.benchmarks.nexmark.query.Query;
import io.millrace.benchmarks.nexmark.query.RandomKeys;
import io.millrace.benchmarks.nexmark.query.RunningCounts;
import io.millrace.benchmarks.nexmark.query.Selection;
import io.millrace.benchmarks.nexmark.query.UserSessions;
import io.millrace.benchmarks.nexmark.query.WordCounts;
import java.util.Locale;

/** What is asked, with both programs that answer. */
enum Question {
  Q0,
  Q1,
  Q2,
  Q3,
  Q5,
  Q5B,
  Q7,
  Q8,
  Q11,
  WC,
  ST;

  /** The answer as a pipeline. */
  Query<?, ?> query() {
    return switch (this) {
      case Q0 -> new PassThrough();
      case Q1 -> new CurrencyConversion();
      case Q2 -> new Selection();
      case Q3 -> new LocalSales();
      case Q5 -> new HotItems();
      case Q5B -> new BidsPerAuction();
      case Q7 -> new HighestBids();
      case Q8 -> new NewSellers();
      case Q11 -> new UserSessions();
      case WC -> new WordCounts();
      case ST -> new RunningCounts(RandomKeys.COUNT);
    };
  }

  /** The answer as a plain loop. */
  Limit limit() {
    return switch (this) {
      case Q0 -> Limits.passThrough();
      case Q1 -> Limits.currencyConversion();
      case Q2 -> Limits.selection();
      case Q3 -> Limits.localSales();
      case Q5 -> Limits.hotItems();
      case Q5B -> Limits.bidsPerAuction();
      case Q7 -> Limits.highestBids();
      case Q8 -> Limits.newSellers();
      case Q11 -> Limits.userSessions();
      case WC -> Limits.wordCounts();
      case ST -> Limits.runningCounts();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
