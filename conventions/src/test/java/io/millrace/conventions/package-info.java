/** Rules for the whole code base: each is a test, and each counts what it looked at. */
@NullMarked
package io.millrace.conventions;

import org.jspecify.annotations.NullMarked;
