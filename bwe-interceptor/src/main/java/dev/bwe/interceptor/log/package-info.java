/** How this module logs: names that others chose are escaped, and a failure that repeats is logged once. Not exported. */
@NullMarked
package dev.bwe.interceptor.log;

import org.jspecify.annotations.NullMarked;
