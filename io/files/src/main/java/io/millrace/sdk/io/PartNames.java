package io.millrace.sdk.io;

import io.millrace.sdk.io.write.WindowText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the parts of shards, made of the names of shards. */
final class PartNames {

  private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z][A-Za-z0-9]{0,7}$");

  private PartNames() {}

  /** The name with the part before its extension and the suffix of its compression. */
  static String insert(String name, int part, Compression compression) {
    String compressed = compression.getSuggestedSuffix();
    String uncompressed =
        name.endsWith(compressed) ? name.substring(0, name.length() - compressed.length()) : name;
    Matcher extension = EXTENSION.matcher(uncompressed);
    int at = extension.find() ? extension.start() : uncompressed.length();
    return name.substring(0, at) + WindowText.ofPart(part) + name.substring(at);
  }
}
