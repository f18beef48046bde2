package dev.bwe.core;

/**
 * A read-only list of SSRCs in ascending unsigned order.
 *
 * <p>A list that is handed to a listener is a view that the next packet may change: it is valid during the call only.
 * Whoever keeps it copies it with {@link #toArray()}.
 */
public interface SsrcList {
    /**
     * Tells how many SSRCs there are.
     *
     * @return the number of SSRCs, 0 or more
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
