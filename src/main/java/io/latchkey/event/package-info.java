/**
 * Tells the customer's application what happens to grants, by signed events that are sent until
 * they are taken.
 */
@NullMarked
package io.latchkey.event;

import org.jspecify.annotations.NullMarked;
