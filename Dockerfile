# Latchkey on Payara Micro 6 and Java 17; Dockerfile.payara-7 is for Payara Micro 7. The WAR and the server come from the build:
#   mvn package && docker build -t latchkey:0.1.0 .
#   docker run --read-only --tmpfs /tmp -p 8080:8080 --env-file latchkey.env latchkey:0.1.0
# Needs BuildKit, for --chmod: Docker 23 or newer has it, Docker 20 with DOCKER_BUILDKIT=1. With Podman:
# podman build --format docker, since its own format has no HEALTHCHECK. -e JAVA_OPTS=… replaces the limit
# of the heap that stands below.
FROM eclipse-temurin:17.0.16_8-jre-noble
WORKDIR /opt/latchkey
COPY --chmod=444 target/payara-micro.jar target/latchkey.war target/
COPY --chmod=444 server-config/payara-micro/pre-boot.asadmin server-config/payara-micro/post-boot.asadmin server-config/payara-micro/logging-json.properties server-config/payara-micro/error.html server-config/payara-micro/
COPY --chmod=444 server-config/checks.sh server-config/
COPY --chmod=555 server-config/payara-micro/run server-config/payara-micro/healthy server-config/payara-micro/
# Health is on the container's loopback, where the check below and a pod's probes ask.
ENV PORT=8080 \
    OPS_PORT=8081 \
    JAVA_OPTS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
EXPOSE 8080
# Nothing is written but to /tmp.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s --retries=3 \
  CMD ["/opt/latchkey/server-config/payara-micro/healthy", "live"]
# Becomes Java by exec, so that SIGTERM reaches it.
ENTRYPOINT ["/opt/latchkey/server-config/payara-micro/run"]
