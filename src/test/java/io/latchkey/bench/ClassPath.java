package io.latchkey.bench;

import java.io.File;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The class path for processes that a program of ours starts. */
public final class ClassPath {

  private ClassPath() {}

  /** Returns the class path that this class is loaded from. */
  public static String text() {
    // Inside Maven, the system property names the class path of Maven itself.
    return ClassPath.class.getClassLoader() instanceof URLClassLoader ofMaven
        ? Arrays.stream(ofMaven.getURLs())
            .map(url -> Path.of(URI.create(url.toString())).toString())
            .collect(Collectors.joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }
}
