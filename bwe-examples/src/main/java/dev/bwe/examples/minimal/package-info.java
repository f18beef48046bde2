/** The README's programs, each complete in one file. */
package dev.bwe.examples.minimal;
