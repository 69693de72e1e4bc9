package io.millrace.sdk.transforms.join;

/** Which values a join gives out that have no partner. */
enum JoinKind {
  INNER("inner", false, false),
  LEFT_OUTER("leftOuter", true, false),
  RIGHT_OUTER("rightOuter", false, true),
  FULL_OUTER("fullOuter", true, true);

  private final String methodName;
  private final boolean keepsLeft;
  private final boolean keepsRight;

  JoinKind(String methodName, boolean keepsLeft, boolean keepsRight) {
    this.methodName = methodName;
    this.keepsLeft = keepsLeft;
    this.keepsRight = keepsRight;
  }

  /** How it is called in the API. */
  String methodName() {
    return methodName;
  }

  /** Whether left values without a partner are given out, with null as the right one. */
  boolean keepsLeft() {
    return keepsLeft;
  }

  /** Whether right values without a partner are given out, with null as the left one. */
  boolean keepsRight() {
    return keepsRight;
  }
}
