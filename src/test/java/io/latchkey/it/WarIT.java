package io.latchkey.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests what the archive of the build holds, and what it must not hold. */
@ExtendWith(World.class)
class WarIT {

  private static final String OURS =
      "META-INF/.*|WEB-INF/|WEB-INF/(web|beans|glassfish-web)\\.xml|WEB-INF/classes/"
          + "|WEB-INF/classes/META-INF/.*|WEB-INF/classes/io/(latchkey/.*)?";

  /** The libraries that docs/dependencies.md lists. */
  private static final String LIBRARIES =
      "WEB-INF/lib/((prometheus-metrics-(core|model|config|exposition-textformats)"
          + "|postgresql|h2|agroal-(api|pool))-[0-9.]+\\.jar)?";

  @Test
  void war_holdsOurClassesAndDescriptors_theLibrariesThatAreNeeded_andNoSecret()
      throws IOException {
    try (ZipFile war = new ZipFile(System.getProperty("latchkey.war"))) {
      List<String> others =
          war.stream()
              .map(ZipEntry::getName)
              .filter(name -> !name.matches(OURS) && !name.matches(LIBRARIES))
              .toList();
      assertEquals(List.of(), others);
      Canaries canaries = Canaries.ofTheWorld();
      for (ZipEntry entry : war.stream().toList()) {
        String text = new String(war.getInputStream(entry).readAllBytes(), ISO_8859_1);
        assertEquals(List.of(), canaries.found(text), entry::getName);
      }
      assertTrue(war.size() > 50);
    }
  }

  /** Without its mapping the filter would answer nothing, and JAX-RS would answer all the same. */
  @Test
  void filterOfZaksInMemory_isMappedToBothRoutes() throws IOException {
    try (ZipFile war = new ZipFile(System.getProperty("latchkey.war"))) {
      String descriptor =
          new String(war.getInputStream(war.getEntry("WEB-INF/web.xml")).readAllBytes(), UTF_8);
      assertTrue(
          Pattern.compile(
                  "<filter-mapping>\\s*<filter-name>memory</filter-name>"
                      + "\\s*<url-pattern>/zak</url-pattern>"
                      + "\\s*<url-pattern>/meetstream/zak</url-pattern>\\s*</filter-mapping>")
              .matcher(descriptor)
              .find(),
          descriptor);
    }
  }
}
