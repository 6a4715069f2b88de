package io.latchkey.token;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What cells share: the time, and how long to wait for what.
 *
 * @param clock one that never runs backwards
 * @param alarm ends a wait
 * @param backOff how long a source is left alone after a failure
 * @param patience how long a caller waits for a new token while a reserve is in memory; one second
 *     unless configured
 */
public record TokenTiming(InstantSource clock, Alarm alarm, BackOff backOff, Duration patience) {}
