package io.millrace.sdk.io.fs.glob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a pattern costs: which directories of a tree are listed for it. */
class GlobSearchTest {

  private static final List<String> FILES =
      List.of("a/part-1", "a/part-2", "a/other", "b/part-1", "b/deep/part-3", "c");

  private final List<String> asked = new ArrayList<>();

  private final FileTree<String> tree =
      new FileTree<>() {
        @Override
        public @Nullable String file(String path) {
          asked.add("file " + path);
          String relative = path.substring("s://".length());
          return FILES.contains(relative) ? relative : null;
        }

        @Override
        public List<Entry<String>> list(String directory, String prefix) {
          asked.add("list " + directory + " " + prefix);
          String below = directory.substring("s://".length());
          TreeSet<String> directories = new TreeSet<>();
          List<Entry<String>> entries = new ArrayList<>();
          for (String file : FILES) {
            if (file.startsWith(below + prefix)) {
              String name = file.substring(below.length());
              int slash = name.indexOf('/');
              if (slash < 0) {
                entries.add(new Entry<>(name, file));
              } else if (directories.add(name.substring(0, slash))) {
                entries.add(new Entry<>(name.substring(0, slash), null));
              }
            }
          }
          return entries;
        }
      };

  private List<String> find(String pattern) throws IOException {
    return List.copyOf(GlobSearch.find("s://", pattern, tree).values());
  }

  @Test
  void onlyTheDirectoryOfTheWildcardIsListedAndOnlyWhatBeginsAsItDoes() throws IOException {
    assertThat(find("a/part-*")).containsExactly("a/part-1", "a/part-2");
    assertThat(asked).containsExactly("list s://a/ part-");
  }

  @Test
  void aDirectoryBehindAWildcardIsAskedForTheFileAlone() throws IOException {
    assertThat(find("*/part-1")).containsExactly("a/part-1", "b/part-1");
    assertThat(asked).containsExactly("list s:// ", "file s://a/part-1", "file s://b/part-1");
  }

  @Test
  void twoStarsWalkWhatBeginsAsTheyDo() throws IOException {
    assertThat(find("b**3")).containsExactly("b/deep/part-3");
    assertThat(asked).containsExactly("list s:// b", "list s://b/ ", "list s://b/deep/ ");
  }
}
