/**
 * Network connections: {@link io.millrace.sdk.io.SocketIO}. The rest of the package is part of the
 * core and of other connectors.
 */
@NullMarked
package io.millrace.sdk.io;

import org.jspecify.annotations.NullMarked;
