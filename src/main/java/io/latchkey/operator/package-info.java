/**
 * HTTP in, from operators, under {@code /ops}: {@link io.latchkey.operator.OperatorFilter} lets in
 * who presents the operator token, and nobody else.
 */
@NullMarked
package io.latchkey.operator;

import org.jspecify.annotations.NullMarked;
