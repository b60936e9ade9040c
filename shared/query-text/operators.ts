export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '!~' | 'has';

/** What of a comparison (negative, 0, positive) an operator accepts. */
export const orderings: Partial<Record<Operator, (difference: number) => boolean>> = {
  '=': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
};
