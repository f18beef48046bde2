/**
 * The interceptor contract, chains of interceptors, and what is known of a stream.
 *
 * <h2>Errors</h2>
 *
 * One policy holds for all packages of this module. It treats exceptions and {@link java.lang.Error}s alike, since a call must not
 * end because a listener's class is missing.
 * <ul>
 *   <li>Wrong options throw {@link java.lang.IllegalArgumentException} at construction; the message names the option, the value and
 *       the range.
 *   <li>Damaged packets never throw. They are counted and passed on unchanged.
 *   <li>What a listener or an {@link dev.bwe.interceptor.OutgoingRtcpObserver} throws is caught and logged, the first time as a warning
 *       and then at debug level; media, other listeners and the caller are not affected.
 *   <li>What a reader or writer of an interceptor throws reaches the code that reads from or writes to the chain, which knows the packet and
 *       decides about it.
 *   <li>What {@code bind} of a stream throws reaches the caller, after the members that had bound it were unbound. {@code unbind}
 *       reaches all members first; the first failure is then thrown with the others suppressed in it.
 *   <li>A factory that throws fails {@link dev.bwe.interceptor.InterceptorRegistry#newInterceptor}, after the members made before were
 *       closed.
 *   <li>{@code close} is idempotent and never throws: a chain closes all its members and logs what they throw.
 *   <li>{@link java.lang.VirtualMachineError}s are no exception to this. To end the process where memory runs out, use the JVM's
 *       {@code -XX:+ExitOnOutOfMemoryError}.
 * </ul>
 */
@NullMarked
package dev.bwe.interceptor;

import org.jspecify.annotations.NullMarked;
