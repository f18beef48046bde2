/** The recorder of calls, whose files can be replayed. */
package dev.bwe.interceptor.record;
