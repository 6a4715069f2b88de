/**
 * Pages for people: HTML without markup from outside, in one frame with one style sheet, and the
 * headers that protect them in a browser.
 */
@NullMarked
package io.latchkey.page;

import org.jspecify.annotations.NullMarked;
