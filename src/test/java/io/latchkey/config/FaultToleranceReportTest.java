package io.latchkey.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultToleranceReportTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WildFly Full 39.0.1.Final (WildFly Core 31.0.3.Final) - 2.3.20.Final | standalone-microprofile.xml
          IBM WebSphere Liberty/26.0.0.3 | mpFaultTolerance
          Payara Server 7.2025.1 #badassfish | unchanged Payara
          Eclipse GlassFish 8.0.0 | GlassFish has none
          Apache Tomcat/10.1 | use a server with MicroProfile Fault Tolerance
          '' | use a server with MicroProfile Fault Tolerance
          """)
  void remedy_isThatOfTheServer(String serverInfo, String remedy) {
    assertTrue(FaultToleranceReport.remedy(serverInfo).contains(remedy), serverInfo);
  }
}
