/** The README's programs, each complete in one file. */
@NullMarked
package dev.bwe.examples.minimal;

import org.jspecify.annotations.NullMarked;
