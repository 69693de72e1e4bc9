/**
 * What the tests of the contract between pipelines and runners are made of: how a runner is asked
 * to run, what it refuses, scripts of events and panes as text.
 */
@NullMarked
package io.millrace.sdk.testing.contract.kit;

import org.jspecify.annotations.NullMarked;
