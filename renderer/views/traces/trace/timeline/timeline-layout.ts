/** Room beside the bars: the first must not touch the names, and the label of the longest needs a place. */
export const PAD_LEFT = 12;
export const PAD_RIGHT = 72;
