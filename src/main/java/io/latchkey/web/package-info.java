/**
 * HTTP as every request meets it: what stands in its query, its body and its headers, and {@link
 * io.latchkey.web.Problems}, the one place where a failure becomes a status.
 */
@NullMarked
package io.latchkey.web;

import org.jspecify.annotations.NullMarked;
