package io.millrace.sdk.coders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** All components of one record class, handed to their coders and back; see {@link RecordShape}. */
interface RecordAccess {
  void encode(Object record, OutputStream out) throws IOException;

  Object decode(InputStream in) throws IOException;

  int stableHash(Object record);
}
