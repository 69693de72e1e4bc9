package io.millrace.sdk.io;

import io.millrace.sdk.io.compress.Compressors;
import io.millrace.sdk.io.compress.Decompressors;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Locale;

/**
 * How the bytes of a file are compressed.
 *
 * <p>The libraries are loaded when a file is compressed indeed, not before.
 */
public enum Compression {
  /** What the end of the file's name says: {@code .gz} is gzip and so on. */
  AUTO(""),
  /** Not at all. */
  UNCOMPRESSED(""),
  /** Gzip, RFC 1952; several members behind each other are one content. */
  GZIP(".gz"),
  /** Bzip2; several streams behind each other are one content. */
  BZIP2(".bz2"),
  /** Zip: known by its name so that nobody reads it as text, but not supported. */
  ZIP(".zip"),
  /** Zstandard, RFC 8878; several frames behind each other are one content. */
  ZSTD(".zst"),
  /** LZO with deflate's framing: known by its name, but not supported. */
  LZO(".lzo_deflate"),
  /** LZO as lzop writes it: known by its name, but not supported. */
  LZOP(".lzo"),
  /** Zlib, RFC 1950. */
  DEFLATE(".deflate"),
  /** Snappy: known by its name, but not supported. */
  SNAPPY(".snappy");

  private final String suggestedSuffix;

  Compression(String suggestedSuffix) {
    this.suggestedSuffix = suggestedSuffix;
  }

  /** How names of such files end, in small letters and with the dot; empty if they need not. */
  public String getSuggestedSuffix() {
    return suggestedSuffix;
  }

  /** Whether a file's name ends as those of this compression do, in whatever case. */
  public boolean matches(String filename) {
    return filename.toLowerCase(Locale.ROOT).endsWith(suggestedSuffix);
  }

  /** Whether a file of this name is compressed, if this is what was chosen for it. */
  public boolean isCompressed(String filename) {
    Compression resolved = this == AUTO ? detect(filename) : this;
    return resolved != UNCOMPRESSED;
  }

  /** The compression that a file's name tells; {@link #UNCOMPRESSED} if it tells none. */
  public static Compression detect(String filename) {
    for (Compression compression : values()) {
      if (!compression.suggestedSuffix.isEmpty() && compression.matches(filename)) {
        return compression;
      }
    }
    return UNCOMPRESSED;
  }

  /**
   * The decompressed content of a channel, which is closed with the result.
   *
   * @throws UnsupportedOperationException if this is {@link #AUTO} or a compression that is not
   *     supported
   * @throws IOException if reading fails, or if the content is malformed
   */
  public ReadableByteChannel readDecompressed(ReadableByteChannel channel) throws IOException {
    return this == UNCOMPRESSED ? channel : Decompressors.channel(checkConcrete(), channel);
  }

  /**
   * Compresses into a channel, which is closed with the result; the result is complete only then.
   *
   * @throws UnsupportedOperationException if this is {@link #AUTO} or a compression that is not
   *     supported
   * @throws IOException if writing fails
   */
  public WritableByteChannel writeCompressed(WritableByteChannel channel) throws IOException {
    return this == UNCOMPRESSED ? channel : Compressors.channel(checkConcrete(), channel);
  }

  private Compression checkConcrete() {
    if (this == AUTO) {
      throw new UnsupportedOperationException(
          "AUTO stands for what a file's name tells; use Compression.detect(name) first");
    }
    return checkSupported();
  }

  /**
   * This, unless Millrace cannot read or write it.
   *
   * @throws UnsupportedOperationException saying what can be done instead
   */
  public Compression checkSupported() {
    switch (this) {
      case ZIP, LZO, LZOP, SNAPPY ->
          throw new UnsupportedOperationException(
              this
                  + " is not supported; decompress such files first, or use GZIP, BZIP2, ZSTD or"
                  + " DEFLATE");
      default -> {
        return this;
      }
    }
  }
}
