/**
 * The framing of TensorFlow's record files: the length of a record and its checksum, the record and
 * its checksum. What users see of it is {@link io.millrace.sdk.io.TFRecordIO}.
 */
@NullMarked
package io.millrace.sdk.io.tfrecord;

import org.jspecify.annotations.NullMarked;
