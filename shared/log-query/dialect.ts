import type { Dialect } from '../query-text/lexer.ts';

/** A field's name as it can be written without quotes. */
const KEY = /^[\p{L}_@$][^\s"'()[\]{},;]*$/u;

/**
 * How the conditions of a log query are written. What people paste from lines stays a word where it cannot be meant as
 * a condition: `10:15:00`, `127.0.0.1:80`, `http://shop/`, `<html>`.
 */
export const logDialect: Dialect = {
  operators: [
    ['!=', '!='],
    ['>=', '>='],
    ['<=', '<='],
    ['≥', '>='],
    ['≤', '<='],
    [':', '='],
    ['=', '='],
    ['>', '>'],
    ['<', '<'],
  ],
  regexes: true,
  calls: true,
  isKey: (text, behind) => KEY.test(text) && !behind.startsWith('://') && !behind.startsWith('=>'),
};
