/** How this module logs: names that others chose are escaped, and a failure that repeats is logged once. Not exported. */
package dev.bwe.interceptor.log;
