/**
 * What a task keeps, given out and taken back in coder form.
 *
 * <p>A task writes {@link io.millrace.runners.core.snapshot.StateSink entries}: those of keys,
 * which belong to the {@link io.millrace.runners.core.snapshot.KeyGroups key group} of their hash,
 * and those that belong to no key. An entry is read back by itself, so that the entries of several
 * tasks can be dealt out anew among another number of tasks. No entry contains anything that only
 * this version of Java or of a class could read.
 */
@NullMarked
package io.millrace.runners.core.snapshot;

import org.jspecify.annotations.NullMarked;
