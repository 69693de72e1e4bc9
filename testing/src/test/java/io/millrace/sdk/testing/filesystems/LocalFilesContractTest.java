package io.millrace.sdk.testing.filesystems;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesContractTest extends FileSystemContract {

  @TempDir Path directory;

  @Override
  protected String directory() {
    return directory + "/";
  }

  @Override
  protected List<String> unusualNames() {
    // the JVM encodes names as the locale says
    boolean takesAll = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
    return super.unusualNames().stream()
        .filter(name -> takesAll || name.chars().allMatch(c -> c < 128))
        .toList();
  }
}
