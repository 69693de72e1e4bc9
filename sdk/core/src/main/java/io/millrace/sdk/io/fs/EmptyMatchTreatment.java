package io.millrace.sdk.io.fs;

/** What to do about a pattern that no file matches. */
public enum EmptyMatchTreatment {
  /** Go on with no file. */
  ALLOW,
  /** Fail, with {@link java.io.FileNotFoundException}. */
  DISALLOW,
  /** Go on if the pattern has wildcards, fail if it names one file. */
  ALLOW_IF_WILDCARD
}
