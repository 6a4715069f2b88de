package io.latchkey.mishap;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** What a directory and all below it held at one moment: names, modes and contents. */
final class DirectoryContents {

  private final SortedMap<String, String> files;

  private DirectoryContents(SortedMap<String, String> files) {
    this.files = files;
  }

  /** Returns what a directory holds; nothing if there is none. */
  static DirectoryContents of(Path directory) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path file : all.toList()) {
          files.put(directory.relativize(file).toString(), described(file));
        }
      }
    }
    return new DirectoryContents(files);
  }

  private static String described(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "link to " + Files.readSymbolicLink(file);
    }
    String mode =
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file, NOFOLLOW_LINKS));
    if (!Files.isRegularFile(file)) {
      return mode;
    }
    CRC32 sum = new CRC32();
    sum.update(Files.readAllBytes(file));
    return mode + " " + Files.size(file) + " " + sum.getValue();
  }

  /** Returns the paths below the directory. */
  List<String> names() {
    return files.keySet().stream().filter(name -> !name.isEmpty()).toList();
  }

  /** Returns a line for each difference of what the directory holds later. */
  List<String> changes(DirectoryContents later) {
    List<String> changes = new ArrayList<>();
    for (String file : later.files.keySet()) {
      if (!files.containsKey(file)) {
        changes.add("new: " + file);
      } else if (!files.get(file).equals(later.files.get(file))) {
        changes.add("changed: " + file);
      }
    }
    for (String file : files.keySet()) {
      if (!later.files.containsKey(file)) {
        changes.add("gone: " + file);
      }
    }
    return changes;
  }
}
