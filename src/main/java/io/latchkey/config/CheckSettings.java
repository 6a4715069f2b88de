package io.latchkey.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a check looks at beside Zoom.
 *
 * @param publicUrl where the platforms reach us, without {@code /zak}
 * @param ownUrl where this instance itself listens, on loopback
 * @param accessLogs files, and directories of them, in which requests are written down
 */
record CheckSettings(Optional<URI> publicUrl, Optional<URI> ownUrl, List<Path> accessLogs) {}
