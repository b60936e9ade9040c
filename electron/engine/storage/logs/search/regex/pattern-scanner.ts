import { isUtf8 } from 'node:buffer';
import {
  LONGEST_MATCHED,
  patternTest,
  type TextTest,
} from '../../../../../../shared/log-query/value-test.ts';
import { byteProgramOf } from './byte-program.ts';
import { LazyDfa } from './lazy-dfa.ts';
import { programOf } from './program.ts';

/**
 * Finds a pattern of RE2 in texts as they are stored, and answers the same as re2js would of the decoded text, which
 * is asked where bytes are not UTF-8, a text is longer than is matched, or the pattern is beyond the automaton.
 */
export class PatternScanner {
  readonly #dfa: LazyDfa | null;
  readonly #test: TextTest;

  /** @throws where it is no pattern of RE2 */
  constructor(pattern: string) {
    this.#test = patternTest(pattern);
    const program = programOf(pattern);
    const bytes = program && byteProgramOf(program);
    this.#dfa = bytes && new LazyDfa(bytes);
  }

  /** @param valid whether the bytes are known to be UTF-8 */
  standsIn(bytes: Buffer, start: number, end: number, valid: boolean): boolean {
    if (this.#dfa && end - start <= LONGEST_MATCHED && (valid || isUtf8(bytes.subarray(start, end)))) {
      const found = this.#dfa.test(bytes, start, end);
      if (found !== null) return found;
    }
    return this.#test(bytes.toString('utf8', start, end));
  }

  /** Of a text that is not stored. */
  test(text: string): boolean {
    return this.#test(text);
  }
}

/** Queries go over many streams, and are asked again: automata that are made stay for a while, of 2 MB at most each. */
const MOST_KEPT = 8;
const kept = new Map<string, PatternScanner>();

/** @throws where it is no pattern of RE2 */
export function patternScanner(pattern: string): PatternScanner {
  const scanner = kept.get(pattern) ?? new PatternScanner(pattern);
  // The last is the one asked for last.
  kept.delete(pattern);
  kept.set(pattern, scanner);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return scanner;
}
