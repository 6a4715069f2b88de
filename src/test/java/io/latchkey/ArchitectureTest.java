package io.latchkey;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@AnalyzeClasses(packages = "io.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("secret")
          .definedBy("io.latchkey.secret")
          .layer("token")
          .definedBy("io.latchkey.token")
          .layer("account")
          .definedBy("io.latchkey.account")
          .layer("grant")
          .definedBy("io.latchkey.grant")
          .layer("instance")
          .definedBy("io.latchkey.instance")
          .layer("database")
          .definedBy("io.latchkey.database")
          .layer("zoom")
          .definedBy("io.latchkey.zoom")
          .layer("mint")
          .definedBy("io.latchkey.mint")
          .layer("caller")
          .definedBy("io.latchkey.caller")
          .layer("service")
          .definedBy("io.latchkey.service")
          .layer("check")
          .definedBy("io.latchkey.check")
          .layer("web")
          .definedBy("io.latchkey.web")
          .layer("callback")
          .definedBy("io.latchkey.callback")
          .layer("operator")
          .definedBy("io.latchkey.operator")
          .layer("observe")
          .definedBy("io.latchkey.observe")
          .layer("command")
          .definedBy("io.latchkey.command")
          .layer("page")
          .definedBy("io.latchkey.page")
          .layer("consent")
          .definedBy("io.latchkey.consent")
          .layer("connect")
          .definedBy("io.latchkey.connect")
          .layer("config")
          .definedBy("io.latchkey.config")
          .whereLayer("config")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("command")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("check")
          .mayOnlyBeAccessedByLayers("zoom", "operator", "config")
          .whereLayer("connect")
          .mayOnlyBeAccessedByLayers("config")
          .whereLayer("page")
          .mayOnlyBeAccessedByLayers("operator", "connect", "config")
          .whereLayer("consent")
          .mayOnlyBeAccessedByLayers("database", "zoom", "connect", "operator", "command", "config")
          .whereLayer("web")
          .mayOnlyBeAccessedByLayers("callback", "operator", "connect", "observe", "config")
          .whereLayer("callback")
          .mayOnlyBeAccessedByLayers("observe", "config")
          .whereLayer("operator")
          .mayOnlyBeAccessedByLayers("config")
          .whereLayer("observe")
          .mayOnlyBeAccessedByLayers("operator", "config")
          .whereLayer("zoom")
          .mayOnlyBeAccessedByLayers("observe", "config")
          .whereLayer("caller")
          .mayOnlyBeAccessedByLayers(
              "web",
              "callback",
              "operator",
              "consent",
              "connect",
              "observe",
              "check",
              "service",
              "instance",
              "command",
              "config")
          .whereLayer("service")
          .mayOnlyBeAccessedByLayers("web", "callback", "operator", "connect", "database", "config")
          .whereLayer("mint")
          .mayOnlyBeAccessedByLayers(
              "service", "database", "zoom", "check", "observe", "operator", "config")
          .whereLayer("instance")
          .mayOnlyBeAccessedByLayers("database", "operator", "config")
          .whereLayer("database")
          .mayOnlyBeAccessedByLayers("operator", "observe", "config")
          .whereLayer("grant")
          .mayOnlyBeAccessedByLayers(
              "database",
              "instance",
              "mint",
              "zoom",
              "caller",
              "service",
              "check",
              "callback",
              "operator",
              "consent",
              "connect",
              "observe",
              "config")
          .whereLayer("token")
          .mayOnlyBeAccessedByLayers(
              "grant",
              "database",
              "mint",
              "zoom",
              "caller",
              "service",
              "check",
              "web",
              "callback",
              "operator",
              "consent",
              "connect",
              "observe",
              "config")
          .because("the way of a request goes through the packages in one direction");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.latchkey.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CORE_IS_PLAIN_JAVA =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.latchkey.secret",
              "io.latchkey.token",
              "io.latchkey.account",
              "io.latchkey.grant",
              "io.latchkey.mint",
              "io.latchkey.service",
              "io.latchkey.caller")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..")
          .because("the core is to be understood and tested without a container");

  @ArchTest
  static final ArchRule NO_SERVERS_OWN_CLASSES =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.latchkey..",
              "java..",
              "javax.crypto..",
              "javax.naming..",
              "javax.net.ssl..",
              "javax.security.auth.x500..",
              "jakarta..",
              "org.eclipse.microprofile..",
              "org.jspecify.annotations..",
              "io.prometheus..",
              "javax.sql..",
              "io.agroal.api..",
              "org.h2.jdbcx..",
              "org.postgresql.ds..")
          .because("one WAR runs on every server");

  @ArchTest
  static final ArchRule METRICS_ARE_KEPT_BY_WHO_LISTENS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.latchkey.observe")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.prometheus..")
          .because("who acts tells what happened, and does not count it");

  @ArchTest
  static final ArchRule FAULT_TOLERANCE_IS_FOR_CALLS_TO_ZOOM =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.latchkey.zoom")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.microprofile.faulttolerance..")
          .because("an interceptor costs more than the whole answer from memory");

  @ArchTest
  static final ArchRule NO_INJECTED_FIELDS =
      noFields()
          .should()
          .beAnnotatedWith("jakarta.inject.Inject")
          .because("what a class needs stands in its constructor");

  @ArchTest
  static final ArchRule ONE_SNAPSHOT =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("io.latchkey.token")
          .should()
          .beFinal()
          .because("two fields that change apart are read apart (spiffe)");

  @ArchTest
  static final ArchRule NO_LOCKS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.concurrent.locks..")
          .because("state is one immutable snapshot behind one reference");

  @ArchTest
  static final ArchRule NO_PRINTING =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.latchkey.command")
          .should(ACCESS_STANDARD_STREAMS)
          .because("a server has a log");

  /**
   * Both methods start a JDK thread that never ends. It would hold the class loader of the
   * application.
   */
  @ArchTest
  static final ArchRule TIME_IS_THE_ALARMS =
      noClasses()
          .should()
          .callMethod(CompletableFuture.class, "orTimeout", long.class, TimeUnit.class)
          .orShould()
          .callMethod(
              CompletableFuture.class,
              "completeOnTimeout",
              Object.class,
              long.class,
              TimeUnit.class)
          .because("an application that is undeployed leaves no thread behind");
}
