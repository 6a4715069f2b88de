package io.latchkey.config;

import io.latchkey.web.RequestSettings;
import io.latchkey.zoom.ZoomSettings;
import java.util.List;

/**
 * The whole configuration, in which {@link SettingsReader} has found no problem.
 *
 * @param unknownKeys keys that are set and look like ours, but that Latchkey has not read
 */
record Settings(
    AccountAndPoolSettings accounts,
    AccessSettings access,
    ZoomSettings zoom,
    TokenLifeSettings tokens,
    RequestSettings requests,
    CheckAndWarmUpSettings checks,
    List<String> unknownKeys) {}
