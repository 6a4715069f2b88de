package io.latchkey.grant;

import org.jspecify.annotations.Nullable;

/**
 * A Zoom user, as Zoom names the user that an access token belongs to.
 *
 * @param zoomUserId the id that Zoom gives the user
 * @param zoomAccountId the id of the user's Zoom account; null if Zoom does not name it
 * @param email in lower case; null if Zoom does not name it
 */
public record ConnectedUser(
    String zoomUserId, @Nullable String zoomAccountId, @Nullable String email) {}
