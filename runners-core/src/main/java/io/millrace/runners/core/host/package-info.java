/**
 * What the engine asks of whoever runs it. The engine itself opens no file, starts no thread and
 * reads no clock: a host hands these things in.
 */
@NullMarked
package io.millrace.runners.core.host;

import org.jspecify.annotations.NullMarked;
