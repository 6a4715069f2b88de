package io.latchkey.server;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A Payara Server with its own domain, which the configure script makes. */
public final class PayaraServer extends DomainServer {

  private static final AtomicReference<CompletableFuture<DomainTemplate>> TEMPLATE =
      new AtomicReference<>();

  PayaraServer(Site site) {
    super(site);
  }

  /** Without it, Latchkey would also be deployed for health and metrics. */
  @Override
  List<String> deployOptions() {
    return List.of("--virtualservers", "server");
  }

  /**
   * Configures and starts a domain. Making a domain takes as long as everything else together. So
   * only the first one is made by the script; the others are copies of it, which get their keys
   * while they run. A domain with its own environment variables does not become the template.
   */
  @Override
  public void launch(Map<String, String> keys) throws IOException {
    // Of several threads, one makes the template; the others wait for it in join().
    CompletableFuture<DomainTemplate> made = new CompletableFuture<>();
    if (TEMPLATE.get() == null && !variables().isEmpty()) {
      super.launch(keys);
    } else if (TEMPLATE.compareAndSet(null, made)) {
      try {
        configure(keys);
        // Copied before the domain starts, so that the copies have no files of a running one.
        made.complete(DomainTemplate.of(domain(), site.ports()));
      } catch (IOException | RuntimeException failure) {
        // The threads that wait for the template must fail as well, and not wait without end.
        made.completeExceptionally(failure);
        throw failure;
      }
      start();
    } else {
      Files.createDirectories(site.directory());
      TEMPLATE.get().join().copyTo(domain(), site.ports());
      startDomain();
      configure(keys);
      deploy();
    }
  }
}
