/** Shows a run as a table, as a picture, and live in a terminal. */
@NullMarked
package dev.bwe.examples.chart;

import org.jspecify.annotations.NullMarked;
