package io.latchkey.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the checks and the warm-up look at, besides Zoom.
 *
 * @param publicUrl where the platforms reach Latchkey, without {@code /zak}; null if it is not
 *     configured
 * @param ownUrl where this instance itself listens, on loopback; null if it is not configured
 * @param accessLogs files with access logs, and directories of such files
 * @param retriesExpected whether calls to Zoom are repeated, which the override keys of Fault
 *     Tolerance can switch off
 */
record CheckAndWarmUpSettings(
    @Nullable URI publicUrl,
    @Nullable URI ownUrl,
    List<Path> accessLogs,
    boolean retriesExpected) {}
