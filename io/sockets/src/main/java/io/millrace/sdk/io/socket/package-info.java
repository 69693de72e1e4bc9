/**
 * Lines of text from a network connection: {@link io.millrace.sdk.io.socket.SocketSource} and its
 * reader, which never waits for the other side.
 */
@NullMarked
package io.millrace.sdk.io.socket;

import org.jspecify.annotations.NullMarked;
