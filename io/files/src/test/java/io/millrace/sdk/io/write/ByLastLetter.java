package io.millrace.sdk.io.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.ShardNameTemplate;
import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.io.fs.ResourceId;

/** Lines go to a directory that is called as their last letter. */
record ByLastLetter(String target) implements Destinations<String, String> {

  @Override
  public Coder<String> coder() {
    return StringUtf8Coder.of();
  }

  @Override
  public ResourceId directory() {
    return FileSystems.matchNewResource(target, true);
  }

  @Override
  public boolean isOne() {
    return false;
  }

  @Override
  public String of(String line) {
    return line.substring(line.length() - 1);
  }

  @Override
  public String theOne() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ShardNames names(String letter) {
    return new TemplateNames(
        target + "/" + letter + "/out",
        ShardNameTemplate.INDEX_OF_MAX,
        ShardNameTemplate.WINDOW_PANE_INDEX_OF_MAX,
        ".txt");
  }

  @Override
  public FileIO.Sink<String> format(String letter) {
    return TextIO.sink();
  }
}
