/** A real browser for tests of the pages: Chromium, without a window. */
package io.latchkey.browser;
