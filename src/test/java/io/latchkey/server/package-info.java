/**
 * Runs servers in their own processes, for tests, the demo and measurements that Arquillian is not
 * suited for.
 */
package io.latchkey.server;
