package io.millrace.sdk.io.csv;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What tests read and write. */
record Order(
    long id,
    String shop,
    @Nullable String note,
    Optional<BigDecimal> price,
    Size size,
    boolean paid,
    @Nullable LocalDate due) {

  enum Size {
    SMALL,
    LARGE
  }

  static final String HEADER = "id,shop,note,price,size,paid,due\n";
}
