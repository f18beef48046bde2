package dev.bwe.core;

/**
 * A read-only list of SSRCs in ascending unsigned order.
 *
 * <p>A list that is passed to a listener is a view that the next packet may change. It is valid during the call only;
 * {@link #toArray()} copies it.
 */
public interface SsrcList {
    /**
     * Returns the number of SSRCs.
     *
     * @return 0 or more
     */
    int size();

    /**
     * Returns one SSRC.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the SSRC, an unsigned 32-bit number
     * @throws IndexOutOfBoundsException if there is no such index
     */
    int get(int index);

    /**
     * Copies the list.
     *
     * @return a new array of {@link #size()} SSRCs
     */
    default int[] toArray() {
        int[] copy = new int[size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = get(i);
        }
        return copy;
    }
}
