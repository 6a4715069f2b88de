package io.latchkey.config;

import io.latchkey.grant.RefreshListener;
import io.latchkey.mint.MintListener;
import io.latchkey.observe.GrantMonitor;

/**
 * What observes grants.
 *
 * @param monitor what operators are shown
 * @param refreshes told how refreshes end
 * @param mints told how mints of meeting tokens end
 */
record GrantObservation(GrantMonitor monitor, RefreshListener refreshes, MintListener mints) {}
