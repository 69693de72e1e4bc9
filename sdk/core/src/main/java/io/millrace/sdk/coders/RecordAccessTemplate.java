package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Never used itself: {@link RecordShape} defines a hidden class of these bytes for each record
 * coder. Its handles are that class's data and so constants to the JIT compiler, which inlines
 * accessors, coders and constructor into one method without boxing.
 */
final class RecordAccessTemplate implements RecordAccess {
  private static final MethodHandle ENCODE = handle(0);
  private static final MethodHandle DECODE = handle(1);
  private static final MethodHandle STABLE_HASH = handle(2);

  RecordAccessTemplate() {}

  private static MethodHandle handle(int index) {
    try {
      return MethodHandles.classDataAt(
          MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, MethodHandle.class, index);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void encode(Object record, OutputStream out) throws IOException {
    try {
      ENCODE.invokeExact(record, out);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  @Override
  public Object decode(InputStream in) throws IOException {
    try {
      return (Object) DECODE.invokeExact(in);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  @Override
  public int stableHash(Object record) {
    try {
      return (int) STABLE_HASH.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static IOException rethrown(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof IOException io ? io : new IOException(e);
  }
}
