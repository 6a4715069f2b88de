package io.latchkey.mishap;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A server and its version, with the file by which the scripts know that version. */
enum SupportedServer {
  PAYARA_MICRO("Payara Micro 6", 17, "payara-micro.jar", "payara-micro-core-6"),
  PAYARA_SERVER("Payara Server 6", 17, Known.BRANDING, "major_version=6"),
  WILDFLY("WildFly 39", 17, Known.STOCK, "<server xmlns=\"urn:jboss:domain:20.0\">"),
  OPEN_LIBERTY("Open Liberty 25", 17, Known.PRODUCT, Known.LIBERTY + "25.0.0.12"),
  PAYARA_MICRO_7("Payara Micro 7", 21, "payara-micro.jar", "payara-micro-core-7"),
  PAYARA_SERVER_7("Payara Server 7", 21, Known.BRANDING, "major_version=7"),
  OPEN_LIBERTY_26("Open Liberty 26", 17, Known.PRODUCT, Known.LIBERTY + "26.0.0.3"),
  GLASSFISH("GlassFish 8", 21, Known.BRANDING, "product.version=8.0.0");

  private static final class Known {
    static final String BRANDING = "glassfish/config/branding/glassfish-version.properties";
    static final String STOCK = "standalone/configuration/standalone-microprofile.xml";
    static final String PRODUCT = "lib/versions/openliberty.properties";
    static final String LIBERTY = "com.ibm.websphere.productVersion=";
  }

  private final String title;
  private final int leastJava;
  private final String versionFile;
  private final String version;

  SupportedServer(String title, int leastJava, String versionFile, String version) {
    this.title = title;
    this.leastJava = leastJava;
    this.versionFile = versionFile;
    this.version = version;
  }

  /** Returns the name that the Maven profile has. */
  String profile() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  int leastJava() {
    return leastJava;
  }

  /** Returns the file below the home of the server that holds the version. */
  String versionFile() {
    return versionFile;
  }

  /** Returns the text in that file that the scripts look for. */
  String version() {
    return version;
  }

  /** Returns an expression for the number of the version in that text. */
  String versionPattern() {
    return "(?<=payara-micro-core-|major_version=|jboss:domain:(community:)?"
        + "|productVersion=|product\\.version=)\\d+";
  }

  /** Returns a script of the server, in the directory that several versions share. */
  Path script(String name) {
    String directory = profile().replaceFirst("-\\d+$", "");
    return Path.of("server-config", directory, name).toAbsolutePath();
  }

  boolean isPayaraMicro() {
    return this == PAYARA_MICRO || this == PAYARA_MICRO_7;
  }

  /** Returns whether {@code asadmin} makes a domain for Latchkey. */
  boolean hasDomain() {
    return versionFile.equals(Known.BRANDING);
  }

  boolean isConfigured() {
    return !isPayaraMicro();
  }

  /** Returns whether the server's own commands set it up, which somebody may interrupt. */
  boolean setUpTakesTime() {
    return hasDomain() || this == WILDFLY;
  }

  /** Returns the script that a newcomer calls first. */
  String firstScript() {
    return isPayaraMicro() ? "run" : "configure";
  }

  /** Returns the variables that name the ports. */
  List<String> ports() {
    if (this == GLASSFISH) {
      return List.of("PORT", "ADMIN_PORT");
    }
    return hasDomain() ? List.of("PORT", "OPS_PORT", "ADMIN_PORT") : List.of("PORT", "OPS_PORT");
  }

  /** Returns the variable that names the directory where the server keeps what it writes. */
  String dataVariable() {
    if (isPayaraMicro()) {
      return "ACCESS_LOGS";
    }
    if (hasDomain()) {
      return "DOMAINS";
    }
    return this == WILDFLY ? "JBOSS_BASE_DIR" : "WLP_USER_DIR";
  }

  static SupportedServer ofProfile(String profile) {
    return Arrays.stream(values())
        .filter(server -> server.profile().equals(profile))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no server of ours: " + profile));
  }
}
