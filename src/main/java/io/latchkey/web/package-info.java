/**
 * HTTP for every request: its query, its body and its headers, and {@link
 * io.latchkey.web.Problems}, the only place where a failure becomes a status.
 */
@NullMarked
package io.latchkey.web;

import org.jspecify.annotations.NullMarked;
