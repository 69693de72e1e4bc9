package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.EmptyMatchTreatment;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names made of a prefix, a template and a suffix. In the template a run of {@code S} stands for
 * the shard's index and a run of {@code N} for the number of shards, with at least as many digits
 * as there are letters; in the template of windows, {@code W} for the window and {@code P} for the
 * pane. Which part of a shard a file is, is told behind the template.
 */
public final class TemplateNames implements ShardNames {
  private static final long serialVersionUID = 1;

  private static final Pattern RUNS = Pattern.compile("S+|N+");
  private static final Pattern RUNS_OF_WINDOWS = Pattern.compile("S+|N+|W|P");

  private final String prefix;
  private final String template;
  private final String windowedTemplate;
  private final String suffix;

  /**
   * Names of these parts; the prefix has the directory.
   *
   * @param windowedTemplate the template for an output that is written window by window
   */
  public TemplateNames(String prefix, String template, String windowedTemplate, String suffix) {
    this.prefix = prefix;
    this.template = template;
    this.windowedTemplate = windowedTemplate;
    this.suffix = suffix;
  }

  /** Whether the names of shards differ. */
  public boolean tellsShards() {
    return template.indexOf('S') >= 0;
  }

  @Override
  public ResourceId name(int shard, int of, int part) {
    String middle =
        RUNS.matcher(template).replaceAll(run -> digits(isShard(run) ? shard : of, run));
    return FileSystems.matchNewResource(prefix + middle + textOf(part) + suffix, false);
  }

  @Override
  public ResourceId name(BoundedWindow window, PaneInfo pane, int shard, int of, int part) {
    String middle =
        RUNS_OF_WINDOWS
            .matcher(windowedTemplate)
            .replaceAll(
                run ->
                    switch (run.group().charAt(0)) {
                      case 'W' -> WindowText.of(window);
                      case 'P' -> WindowText.of(pane);
                      default -> digits(isShard(run) ? shard : of, run);
                    });
    return FileSystems.matchNewResource(prefix + middle + textOf(part) + suffix, false);
  }

  private static String textOf(int part) {
    return part == NO_PART ? "" : WindowText.ofPart(part);
  }

  private static boolean isShard(MatchResult run) {
    return run.group().startsWith("S");
  }

  private static String digits(int number, MatchResult run) {
    String digits = Integer.toString(number);
    return "0".repeat(Math.max(0, run.group().length() - digits.length())) + digits;
  }

  @Override
  public List<ResourceId> olderFiles(Set<ResourceId> written) throws IOException {
    if (!tellsShards() || template.indexOf('N') < 0) {
      return List.of(); // a number in a name may mean anything: only "3 of 5" tells
    }
    StringBuilder glob = new StringBuilder(FileSystems.escapeGlob(prefix));
    StringBuilder regex = new StringBuilder(".*?");
    Matcher runs = RUNS.matcher(template);
    int done = 0;
    for (; runs.find(); done = runs.end()) {
      String between = template.substring(done, runs.start());
      glob.append(FileSystems.escapeGlob(between)).append('*');
      regex.append(Pattern.quote(between)).append("(\\d{1,9})");
    }
    String rest = template.substring(done);
    glob.append(FileSystems.escapeGlob(rest)).append('*').append(FileSystems.escapeGlob(suffix));
    regex.append(Pattern.quote(rest)).append("(?:-part-(\\d{1,9}))?");
    Pattern pattern = Pattern.compile(regex + Pattern.quote(suffix), Pattern.DOTALL);

    List<ResourceId> older = new ArrayList<>();
    for (Metadata file : FileSystems.match(glob.toString(), EmptyMatchTreatment.ALLOW).metadata()) {
      Matcher matcher = pattern.matcher(file.resourceId().toString());
      if (matcher.matches()
          && !written.contains(file.resourceId())
          && isOfTheseNames(file.resourceId(), matcher)) {
        older.add(file.resourceId());
      }
    }
    return older;
  }

  private boolean isOfTheseNames(ResourceId file, Matcher numbers) {
    int shard = -1;
    int count = -1;
    Matcher runs = RUNS.matcher(template);
    int group = 1;
    for (; runs.find(); group++) {
      int number = Integer.parseInt(numbers.group(group));
      if (isShard(runs)) {
        shard = number;
      } else {
        count = number;
      }
    }
    String part = numbers.group(group);
    // made again from the numbers, the name must be the same to the letter
    return shard < count
        && name(shard, count, part == null ? NO_PART : Integer.parseInt(part)).equals(file);
  }

  @Override
  public String toString() {
    return prefix + template + suffix;
  }
}
