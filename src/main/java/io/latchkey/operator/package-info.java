/**
 * HTTP in, from operators, under {@code /ops}: {@link io.latchkey.operator.OperatorFilter} lets in
 * who presents the operator token, {@link io.latchkey.operator.PageFilter} whose browser has signed
 * in as well, {@link io.latchkey.operator.MetricsAccessFilter} who collects metrics.
 */
@NullMarked
package io.latchkey.operator;

import org.jspecify.annotations.NullMarked;
