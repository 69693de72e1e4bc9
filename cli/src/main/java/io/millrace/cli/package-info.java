/**
 * The command {@code bin/millrace}: runs pipelines with good terminal manners.
 *
 * <p>A program is run by calling its {@code main} in this JVM. Whatever it throws becomes one clear
 * message on the standard error and an exit code, see {@link io.millrace.cli.ProgramRunner}.
 */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
