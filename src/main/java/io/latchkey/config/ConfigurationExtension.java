package io.latchkey.config;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Judges the configuration while the application is being deployed, before any bean exists, and
 * makes the settings injectable. A problem ends the deployment on every server.
 */
public class ConfigurationExtension implements Extension {

  void settings(@Observes AfterBeanDiscovery discovery) {
    try {
      Settings settings = SettingsReader.read(ConfigProvider.getConfig());
      discovery
          .<Settings>addBean()
          .types(Settings.class, Object.class)
          .scope(Singleton.class)
          .createWith(context -> settings);
    } catch (ConfigurationRefused refused) {
      discovery.addDefinitionError(refused);
    }
  }
}
