/** The troubles of {@link io.latchkey.bench.GrantTroubles}. */
package io.latchkey.bench.trouble;
