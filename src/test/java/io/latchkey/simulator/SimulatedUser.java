package io.latchkey.simulator;

/**
 * A Zoom user.
 *
 * @param accountId the Zoom account to which the user belongs
 */
public record SimulatedUser(String id, String email, String displayName, String accountId) {}
