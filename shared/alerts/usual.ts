/** Days whose values at the same time of day say what is usual. */
export const STANDARD_DAYS = 7;
/** With fewer days nothing is said by time of day: the middle of two is no middle. */
export const LEAST_DAYS = 3;
/** How many median absolute deviations from the median are still usual. */
export const STANDARD_FACTOR = 3;
