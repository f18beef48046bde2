/** STUN messages: which of them pass, and what is changed in them. */
@NullMarked
package dev.bwe.webrtc.stun;

import org.jspecify.annotations.NullMarked;
