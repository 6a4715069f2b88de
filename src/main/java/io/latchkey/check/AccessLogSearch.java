package io.latchkey.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks for callback tokens in access logs, which must not hold any. It reads the last mebibyte of
 * each of the twenty newest files.
 *
 * <p>Thread-safe.
 */
public final class AccessLogSearch {

  private static final int NEWEST_FILES = 20;
  private static final int BYTES_AT_END = 1024 * 1024;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

  private final List<Path> places;

  /**
   * @param places files, and directories whose files are read
   */
  public AccessLogSearch(List<Path> places) {
    this.places = List.copyOf(places);
  }

  /**
   * Looks for tokens of this check and of earlier ones, since logs may be written late. Waits up to
   * two seconds for the log.
   *
   * @param tokens newest first; they open nothing
   */
  Step check(String name, List<String> tokens) {
    if (places.isEmpty()) {
      return Step.skipped(
          name,
          "latchkey.access-log is not set",
          "Set it to the files or directories with the access logs of the server and of a proxy"
              + " in front, or look yourself: grep -rl '%s' <directory> must find nothing."
                  .formatted(tokens.get(0)));
    }
    try {
      return search(name, tokens);
    } catch (IOException | UncheckedIOException e) {
      return Step.failed(
          name,
          "latchkey.access-log cannot be read (%s)".formatted(e.getClass().getSimpleName()),
          "Name files or directories that are there and that Latchkey's user may read.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Step.skipped(name, "interrupted");
    }
  }

  private Step search(String name, List<String> tokens) throws IOException, InterruptedException {
    Instant began = Instant.now();
    Instant end = began.plus(LONGEST_WAIT);
    String before = state();
    Optional<Path> found = find(tokens);
    while (found.isEmpty() && Instant.now().isBefore(end)) {
      Thread.sleep(POLL_INTERVAL.toMillis());
      String now = state();
      if (!now.equals(before)) {
        before = now;
        found = find(tokens);
      }
    }
    if (found.isPresent()) {
      return Step.failed(
          name,
          "holds callback tokens: " + found.get(),
          "Write the path alone, without the query: server-config/ has the format for each server;"
              + " nginx: $uri in place of $request. Then give the platforms new callback tokens, and"
              + " delete the old logs.");
    }
    return written(began)
        ? Step.passed(name, "no callback token in what was written")
        : Step.skipped(
            name,
            "holds no callback token, but nothing was written to it yet",
            "If it is on, it is written late: check once more in some minutes, which looks for"
                + " this request as well.");
  }

  private Optional<Path> find(List<String> tokens) throws IOException {
    for (Path file : newest()) {
      String end = end(file);
      if (tokens.stream().anyMatch(end::contains)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** Returns a text that changes when something is written. */
  private String state() throws IOException {
    StringBuilder state = new StringBuilder();
    for (Path file : newest()) {
      state.append(file).append(file.toFile().length()).append(file.toFile().lastModified());
    }
    return state.toString();
  }

  private boolean written(Instant since) throws IOException {
    for (Path file : newest()) {
      boolean fresh = !Files.getLastModifiedTime(file).toInstant().isBefore(since.minusSeconds(1));
      // Another log in the same directory may be fresh: only one that holds a request counts.
      if (fresh && end(file).contains("/zak")) {
        return true;
      }
    }
    return false;
  }

  private List<Path> newest() throws IOException {
    Stream.Builder<Path> files = Stream.builder();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> inside = Files.list(place)) {
          inside.filter(Files::isRegularFile).forEach(files::add);
        }
      } else if (Files.isRegularFile(place)) {
        files.add(place);
      } else {
        throw new NoSuchFileException(place.toString());
      }
    }
    return files
        .build()
        .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed())
        .limit(NEWEST_FILES)
        .toList();
  }

  private static String end(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, open.length() - BYTES_AT_END);
      byte[] end = new byte[(int) Math.min(BYTES_AT_END, open.length() - from)];
      open.seek(from);
      open.readFully(end);
      return new String(end, ISO_8859_1);
    }
  }
}
