/** Of each kind. Apart from the settings: views that only count need neither the validator nor RE2. */
export const MOST_SAVED_SEARCHES = 50;
