/**
 * Servers in processes of their own, for tests, demo and measurements that Arquillian is not for.
 */
package io.latchkey.server;
