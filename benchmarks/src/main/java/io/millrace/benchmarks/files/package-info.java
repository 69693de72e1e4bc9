/** Formats of files, through pipelines and through their own libraries alone. */
@NullMarked
package io.millrace.benchmarks.files;

import org.jspecify.annotations.NullMarked;
