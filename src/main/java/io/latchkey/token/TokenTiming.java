package io.latchkey.token;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The clock and the waiting times that cells share.
 *
 * @param clock a clock that never runs backwards
 * @param alarm ends the wait of a caller
 * @param backOff computes how long a source is left alone after a failure
 * @param patience how long a caller waits for a new token while a reserve is in memory; one second
 *     unless configured
 */
public record TokenTiming(InstantSource clock, Alarm alarm, BackOff backOff, Duration patience) {}
