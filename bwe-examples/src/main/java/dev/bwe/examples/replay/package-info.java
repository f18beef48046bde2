/** The command that replays a recorded trace. */
@NullMarked
package dev.bwe.examples.replay;

import org.jspecify.annotations.NullMarked;
