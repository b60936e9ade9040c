/** The elements of a JSON array without its brackets, so that it can be written in pieces. */
export const elements = (list: readonly unknown[]): string =>
  list.map((item) => JSON.stringify(item)).join(',');
