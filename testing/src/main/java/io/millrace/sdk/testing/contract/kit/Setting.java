package io.millrace.sdk.testing.contract.kit;

/**
 * Where a test runs.
 *
 * @param shape how bundles are cut
 */
public record Setting(RunnerUnderTest runner, BundleShape shape) {}
