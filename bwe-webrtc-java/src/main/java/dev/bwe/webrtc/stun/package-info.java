/** STUN messages: which of them pass, and what is changed in them. */
package dev.bwe.webrtc.stun;
