package io.latchkey.config;

import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.OperatorTokens;

/**
 * The callers and operators, and the lock-out of addresses that guess their tokens.
 *
 * @param operatorTokens without a configured token, nothing below {@code /ops} is served
 */
record AccessSettings(Callers callers, OperatorTokens operatorTokens, Lockout.Rule lockout) {}
