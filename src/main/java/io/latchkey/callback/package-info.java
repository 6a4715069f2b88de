/**
 * The HTTP routes for callers. {@link io.latchkey.callback.ZakFromMemoryFilter} answers a request
 * for a ZAK that is in memory. Every other request takes this way: {@link
 * io.latchkey.callback.CallerFilter} authenticates its caller, a resource such as {@link
 * io.latchkey.callback.ZakResource} reads what it asks for, and {@link
 * io.latchkey.callback.TokenResponder} answers the token within the deadline. {@link
 * io.latchkey.web.Problems} builds every other answer. Recall.ai and Meeting BaaS use the plain
 * routes; the platforms Attendee and MeetStream have their own resources.
 */
@NullMarked
package io.latchkey.callback;

import org.jspecify.annotations.NullMarked;
