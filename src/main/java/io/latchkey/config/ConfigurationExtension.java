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
 * Checks the configuration during the deployment, before any bean exists, and makes the settings
 * injectable. A problem ends the deployment on every server.
 */
public class ConfigurationExtension implements Extension {

  private @Nullable Settings settings;

  /**
   * Checks the configuration at the earliest event. The Fault Tolerance of some servers reads its
   * override keys during bean discovery, and would end the deployment with a message of its own.
   *
   * @throws ConfigurationRefused if there is a problem; the container treats it as a definition
   *     error
   */
  void checkConfiguration(@Observes BeforeBeanDiscovery discovery) {
    settings = SettingsReader.read(ConfigProvider.getConfig());
  }

  void settings(@Observes AfterBeanDiscovery discovery) {
    Settings checkedSettings = requireNonNull(settings);
    discovery
        .<Settings>addBean()
        .types(Settings.class, Object.class)
        .scope(Singleton.class)
        .createWith(context -> checkedSettings);
  }
}
