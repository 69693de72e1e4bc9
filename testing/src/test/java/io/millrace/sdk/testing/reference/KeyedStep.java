package io.millrace.sdk.testing.reference;

import java.util.List;

/** A grouping or a function with state. Each method gives what comes out, in one bundle. */
interface KeyedStep {

  /** Elements of one bundle arrive, each in one window. */
  List<Datum> elements(List<Datum> bundle);

  /** The watermark of the input has advanced. */
  List<Datum> watermark(long inputWatermark);

  /** Processing time has advanced. */
  List<Datum> processingTime(long now);

  /** Nothing that comes out from now on is older (rule W3). */
  long outputWatermark();

  /** Elements that were dropped because their windows had expired (rule L4). */
  int droppedAsLate();

  /** Elements that were dropped because the triggers of their windows had finished (rule L4). */
  int droppedAsClosed();
}
