package io.latchkey.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Compares the Dockerfile and the Kubernetes manifest with the scripts and keys that they name,
 * since there may be no container engine. The image starts {@code run}, which the tests in the
 * container start as well.
 */
class DeploymentFilesTest {

  private static final String IN_THE_IMAGE = "/opt/latchkey/";
  private static final Set<String> MADE_BY_THE_BUILD =
      Set.of("target/payara-micro.jar", "target/payara-micro-7.jar", "target/latchkey.war");
  private static final String PAYARA_7 = "Dockerfile.payara-7";

  private List<String> dockerfile = instructions("Dockerfile");
  private final Map<String, Map<String, Object>> manifest = manifest();

  // --- the image

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", PAYARA_7})
  void dockerfile_copiesWhatThereIs_andAllThatRunNeeds(String file) throws IOException {
    dockerfile = instructions(file);
    Set<String> copied = copied();
    for (String each : copied) {
      assertTrue(MADE_BY_THE_BUILD.contains(each) || Files.isRegularFile(Path.of(each)), each);
    }
    String jar = file.equals(PAYARA_7) ? "target/payara-micro-7.jar" : "target/payara-micro.jar";
    Stream<String> forTraining = file.equals(PAYARA_7) ? Stream.of("train") : Stream.empty();
    String run = Files.readString(Path.of("server-config/payara-micro/run"));
    Stream<String> beside =
        Pattern.compile("\\$here/([\\w.-]+)").matcher(run).results().map(found -> found.group(1));
    Stream<String> needed =
        Stream.concat(
            Stream.of(jar, "target/latchkey.war", "server-config/checks.sh"),
            Stream.concat(
                    forTraining, Stream.concat(Stream.of("error.html", "healthy", "run"), beside))
                .filter(name -> !name.equals(".."))
                .map(name -> "server-config/payara-micro/" + name));
    assertEquals(needed.collect(Collectors.toCollection(TreeSet::new)), new TreeSet<>(copied));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", PAYARA_7})
  void dockerignore_letsThroughWhatIsCopied(String image) throws IOException {
    dockerfile = instructions(image);
    List<String> let =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    for (String file : copied()) {
      assertTrue(let.stream().anyMatch(file::startsWith), file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", PAYARA_7})
  void image_isPinned_runsAsNobody_andHoldsNoSecret(String file) {
    dockerfile = instructions(file);
    assertTrue(instruction("FROM").matches("[a-z/-]+:\\d+\\.\\d+\\.\\d+_\\d+-jre-\\w+"));
    assertTrue(instruction("USER").matches("[1-9]\\d*:[1-9]\\d*"));
    for (String line : dockerfile) {
      assertFalse(line.toLowerCase(Locale.ROOT).matches("(?!#).*(secret|token|password).*"), line);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", PAYARA_7})
  void image_startsAndChecks_executableScriptsThatItCopied(String file) {
    dockerfile = instructions(file);
    for (String instruction : List.of("ENTRYPOINT", "HEALTHCHECK")) {
      assertExecutable(
          Pattern.compile("\\[\"([^\"]+)\"")
              .matcher(instruction(instruction))
              .results()
              .findFirst()
              .orElseThrow()
              .group(1));
    }
  }

  /**
   * The cache is of the options with which the image starts; Java would start without it if they
   * were others.
   */
  @Test
  void trainedImage_startsAsItWasTrained() {
    dockerfile = instructions(PAYARA_7);
    Matcher trained =
        Pattern.compile("RUN JAVA_OPTS=\"([^\"]*)\" \\S*/train (\\S+) .*")
            .matcher(
                dockerfile.stream()
                    .filter(line -> line.startsWith("RUN "))
                    .findFirst()
                    .orElseThrow());
    assertTrue(trained.matches());
    String options =
        trained.group(1).replaceFirst("-Xmx\\w+", "-XX:MaxRAMPercentage=60")
            + " -XX:AOTCache="
            + trained.group(2);
    assertTrue(instruction("ENV").contains("JAVA_OPTS=\"" + options + "\""), options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", PAYARA_7})
  void environment_isWhatRunReads(String file) throws IOException {
    dockerfile = instructions(file);
    String run = Files.readString(Path.of("server-config/payara-micro/run"));
    for (MatchResult variable :
        Pattern.compile("(\\w+)=")
            .matcher(instruction("ENV").replaceAll("\"[^\"]*\"", ""))
            .results()
            .toList()) {
      assertTrue(run.contains("${" + variable.group(1) + ":-"), variable.group(1));
    }
  }

  // --- Kubernetes

  @Test
  void deployment_isTwoReplicas_neverWithoutOne() {
    Map<String, Object> spec = map(manifest.get("Deployment"), "spec");
    assertEquals(2, spec.get("replicas"));
    Map<String, Object> update = map(map(spec, "strategy"), "rollingUpdate");
    assertEquals(0, update.get("maxUnavailable"));
    assertEquals(1, map(manifest.get("PodDisruptionBudget"), "spec").get("minAvailable"));
  }

  @Test
  void container_isConfined() {
    Map<String, Object> security = map(container(), "securityContext");
    assertEquals(true, security.get("readOnlyRootFilesystem"));
    assertEquals(false, security.get("allowPrivilegeEscalation"));
    assertEquals(List.of("ALL"), map(security, "capabilities").get("drop"));
    assertEquals(true, map(pod(), "securityContext").get("runAsNonRoot"));
    assertEquals(
        instruction("USER"),
        map(pod(), "securityContext").get("runAsUser")
            + ":"
            + map(pod(), "securityContext").get("runAsGroup"));
    assertTrue(mounts().contains("/tmp"), "Payara Micro unpacks itself there");
  }

  @Test
  void probesAndHooks_callWhatTheImageHas() {
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      List<String> command = strings(map(map(container(), probe), "exec").get("command"));
      assertExecutable(command.get(0));
      assertTrue(Set.of("live", "ready", "started").contains(command.get(1)), command::toString);
    }
    int drain =
        Integer.parseInt(
            strings(map(map(map(container(), "lifecycle"), "preStop"), "exec").get("command"))
                .get(1));
    assertTrue(drain > 4, "longer than anybody waits for Zoom");
    // After the drain the server needs time to stop, before Kubernetes kills it.
    assertTrue((int) pod().get("terminationGracePeriodSeconds") >= drain + 10);
  }

  @Test
  void kustomization_changesTheImageAlone() throws IOException {
    Map<String, Object> kustomization =
        asMap(
            new Yaml()
                .load(Files.readString(Path.of("server-config/kubernetes/kustomization.yaml"))));
    assertEquals(List.of("latchkey.yaml"), kustomization.get("resources"));
    Map<String, Object> image = maps(kustomization, "images").get(0);
    assertTrue(
        Files.readString(Path.of(PAYARA_7))
            .contains("-t " + image.get("name") + ":" + image.get("newTag") + " "));
    assertTrue(container().get("image").toString().startsWith(image.get("name") + ":"));
  }

  @Test
  void ports_areThoseOfTheImage_andTheServiceShowsCallersAlone() {
    Set<String> exposed = Set.of(instruction("EXPOSE").split(" "));
    Set<String> ports =
        maps(container(), "ports").stream()
            .map(port -> port.get("containerPort").toString())
            .collect(Collectors.toSet());
    assertEquals(exposed, ports);
    assertEquals(
        List.of("callers"),
        maps(map(manifest.get("Service"), "spec"), "ports").stream()
            .map(port -> port.get("targetPort"))
            .toList());
  }

  @Test
  void keys_areThoseOfTheContract_andSecretsComeFromFiles() throws IOException {
    String keys =
        Files.readString(Path.of("src/main/resources/META-INF/microprofile-config.properties"));
    Set<String> known =
        Pattern.compile("(?m)^#? ?(latchkey\\.[\\w.-]+)=")
            .matcher(keys)
            .results()
            .map(key -> key.group(1))
            .collect(Collectors.toSet());
    String text = Files.readString(Path.of("server-config/kubernetes/latchkey.yaml"));
    for (MatchResult file :
        Pattern.compile("--from-file=(\\S+)").matcher(text).results().toList()) {
      assertTrue(known.contains(file.group(1)), file.group(1));
    }
    Set<String> asVariables =
        known.stream()
            .map(key -> key.replaceAll("\\W", "_").toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    for (Map<String, Object> variable : maps(container(), "env")) {
      String name = variable.get("name").toString();
      assertTrue(name.equals("SECRETS") || asVariables.contains(name), name);
      assertFalse(name.matches(".*(CLIENT_SECRET|CALLBACK_TOKEN)"), "by file, not by environment");
      assertNotEquals(name.equals("SECRETS"), !mounts().contains(variable.get("value")));
    }
  }

  // --- reading

  private static List<String> instructions(String file) {
    try {
      return Files.readString(Path.of(file))
          .replaceAll("(?m)^#.*\n", "")
          .replaceAll("\\\\\n\\s*", "")
          .lines()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String instruction(String name) {
    return dockerfile.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private Set<String> copied() {
    Set<String> copied = new TreeSet<>();
    for (String line : dockerfile) {
      if (line.startsWith("COPY ")) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        copied.addAll(
            words.subList(1, words.size() - 1).stream().filter(w -> !w.startsWith("--")).toList());
      }
    }
    return copied;
  }

  private void assertExecutable(String pathInTheImage) {
    assertTrue(pathInTheImage.startsWith(IN_THE_IMAGE), pathInTheImage);
    String file = pathInTheImage.substring(IN_THE_IMAGE.length());
    assertTrue(copied().contains(file), file);
    assertTrue(Files.isExecutable(Path.of(file)), file);
  }

  private static Map<String, Map<String, Object>> manifest() {
    try {
      String text = Files.readString(Path.of("server-config/kubernetes/latchkey.yaml"));
      return StreamSupport.stream(new Yaml().loadAll(new StringReader(text)).spliterator(), false)
          .map(DeploymentFilesTest::asMap)
          .collect(Collectors.toMap(object -> object.get("kind").toString(), object -> object));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Map<String, Object> pod() {
    return map(map(map(manifest.get("Deployment"), "spec"), "template"), "spec");
  }

  private Map<String, Object> container() {
    return maps(pod(), "containers").get(0);
  }

  private Set<String> mounts() {
    return maps(container(), "volumeMounts").stream()
        .map(mount -> mount.get("mountPath").toString())
        .collect(Collectors.toSet());
  }

  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return asMap(parent.get(key));
  }

  @SuppressWarnings("unchecked") // YAML's objects have text for keys.
  private static Map<String, Object> asMap(Object object) {
    return (Map<String, Object>) object;
  }

  private static List<Map<String, Object>> maps(Map<String, Object> parent, String key) {
    return ((List<?>) parent.get(key)).stream().map(DeploymentFilesTest::asMap).toList();
  }

  private static List<String> strings(Object list) {
    return ((List<?>) list).stream().map(Object::toString).toList();
  }
}
