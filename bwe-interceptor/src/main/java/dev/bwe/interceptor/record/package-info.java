/**
 * Records calls to files that can be replayed. {@link dev.bwe.interceptor.record.TraceRecorder} is all that most applications need;
 * {@link dev.bwe.interceptor.record.TraceRecording} is for those that record an estimator of their own.
 */
@NullMarked
package dev.bwe.interceptor.record;

import org.jspecify.annotations.NullMarked;
