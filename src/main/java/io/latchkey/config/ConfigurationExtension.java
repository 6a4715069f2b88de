package io.latchkey.config;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Judges the configuration while the application is being deployed, before any bean exists, and
 * makes the settings injectable. A problem ends the deployment on every server.
 */
public class ConfigurationExtension implements Extension {

  private @Nullable Settings settings;

  /**
   * Judges it as the very first: the fault tolerance of some servers reads its overrides while
   * beans are being discovered, and would end the deployment in words of its own.
   *
   * @throws ConfigurationRefused which the container takes for a definition error
   */
  void judge(@Observes BeforeBeanDiscovery discovery) {
    settings = SettingsReader.read(ConfigProvider.getConfig());
  }

  void settings(@Observes AfterBeanDiscovery discovery) {
    Settings judged = requireNonNull(settings);
    discovery
        .<Settings>addBean()
        .types(Settings.class, Object.class)
        .scope(Singleton.class)
        .createWith(context -> judged);
  }
}
