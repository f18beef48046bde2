/** Shows a run as a table, as a picture, and live in a terminal. */
package dev.bwe.examples.chart;
