/**
 * Measures speed; see docs/performance.md. {@link io.latchkey.bench.Bench} is {@code mvn -Pbench}.
 * The others beside it are {@code mvn -Pbench -Dbench.run=…}: {@link io.latchkey.bench.Bursts},
 * {@link io.latchkey.bench.Renewal}, {@link io.latchkey.bench.StartUp}, {@link
 * io.latchkey.bench.FirstRequest}, {@link io.latchkey.bench.Growth}, {@link
 * io.latchkey.bench.Crowd}, {@link io.latchkey.bench.Neighbours}, {@link
 * io.latchkey.bench.RefusalTimes}, {@link io.latchkey.bench.RefreshKills}, {@link
 * io.latchkey.bench.GrantTroubles}, {@link io.latchkey.bench.GrantsOnServers}. {@link
 * io.latchkey.bench.CoreBenchmark} is {@code mvn -Pjmh}.
 */
package io.latchkey.bench;
