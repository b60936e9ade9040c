import type { Dialect } from '../query-text/lexer.ts';

/** How the conditions of a trace query are written. */
export const traceDialect: Dialect = {
  operators: [
    ['!=', '!='],
    ['!~', '!~'],
    ['>=', '>='],
    ['<=', '<='],
    ['≥', '>='],
    ['≤', '<='],
    [':', '='],
    ['=', '='],
    ['>', '>'],
    ['<', '<'],
    ['~', '~'],
  ],
  regexes: false,
  calls: false,
  isKey: () => true,
};
