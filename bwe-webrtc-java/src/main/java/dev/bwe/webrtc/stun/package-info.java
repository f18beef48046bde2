/** STUN messages, and which of them are let in. */
package dev.bwe.webrtc.stun;
