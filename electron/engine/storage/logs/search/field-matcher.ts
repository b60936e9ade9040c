import { type LogCondition, meansCase } from '../../../../../shared/log-query/ast.ts';
import { numberOf, type ValueTest, valueTest } from '../../../../../shared/log-query/value-test.ts';
import { type Attributes, attribute } from '../../../../../shared/model/attributes.ts';
import { gramsOf } from '../gram-filter.ts';
import { flagKeys } from '../row.ts';
import { allOf, type Indexes, union } from './index-sets.ts';
import { KeyPlaces, mayHoldStatus } from './key-places.ts';
import { type ValueGuess, valueGuess } from './keyed-values.ts';
import { type Literal, literalOfPart, literalOfPattern, literalOfValue } from './literals.ts';
import type { Matcher } from './matcher.ts';
import type { SearchBlock } from './search-block.ts';

/** Keys that stand in no text: made of a record's exception, of its prefix, or of how it was read. */
const made = /^(?:exception\.|compose\.service$)/;
const ofReading = new Set<string>(Object.values(flagKeys));
/** Shorter values are in most blocks and most lines: their key is looked for instead. */
const SHORTEST_LITERAL = 4;
const OPEN_BRACE = 0x7b;

/**
 * Records with a field that a condition accepts. Candidates come from the bytes: by the value where it is rare, else by
 * the key, its value looked at in place. Then the record is read, and its fields decide.
 */
export class FieldMatcher implements Matcher {
  readonly cost: number;
  readonly #key: string;
  readonly #test: ValueTest;
  readonly #places: KeyPlaces;
  readonly #guess: ValueGuess;
  readonly #literal: Literal | null;
  readonly #keyLiteral: Literal | null;
  /** The key may be written with escapes. */
  readonly #isOftenEscaped: boolean;
  readonly #isMade: boolean;
  readonly #grams: Uint32Array;
  /** Whether records have it that do not say so in their text or beside it. */
  readonly #anywhere: boolean;

  constructor(key: string, condition: LogCondition, labels: Attributes) {
    this.#key = key;
    this.#test = valueTest(condition);
    this.#places = new KeyPlaces(key);
    this.#guess = valueGuess(condition);
    this.#literal = valueLiteral(condition);
    this.#keyLiteral = literalOfValue(key.slice(key.lastIndexOf('.') + 1));
    this.#isMade = made.test(key);
    this.#isOftenEscaped = !/^[\w.:@$ -]*$/.test(key);
    const label = attribute(labels, key);
    this.#anywhere =
      ofReading.has(key) || this.#places.needle === '' || (label !== undefined && this.#test(label));
    this.#grams = gramsOf(this.#anywhere ? '' : (this.#literal?.needle ?? ''));
    this.cost = this.#literal ? 50 + Math.max(0, 40 - this.#literal.needle.length) : 200;
  }

  candidates(block: SearchBlock): Indexes {
    if (this.#anywhere) return allOf(block.count);
    const inText = this.#literal ? this.#byValue(block, this.#literal) : this.#byKey(block);
    return union(inText, this.#beside(block));
  }

  narrow(block: SearchBlock, indexes: Indexes): Indexes {
    if (this.#anywhere) return indexes;
    return indexes.filter(
      (index) => this.#mayHoldAt(block, index) || (block.beside !== null && !block.beside.isEmpty(index)),
    );
  }

  verify(block: SearchBlock, indexes: Indexes): Indexes {
    return indexes.filter((index) =>
      block.record(index).fields.some(([key, value]) => key === this.#key && this.#test(value)),
    );
  }

  mayHold(test: (grams: Uint32Array) => boolean): boolean {
    return test(this.#grams);
  }

  #byValue(block: SearchBlock, literal: Literal): Indexes {
    if (!block.mayHold(literal)) return [];
    return block.text
      .indexesOf(literal.needle, literal.anyCase)
      .filter((index) => this.#mayHoldKeyAt(block, index));
  }

  #byKey(block: SearchBlock): Indexes {
    const { ends } = block.text;
    const found: number[] = [];
    for (let index = 0; index < ends.length; index++) {
      if (this.#mayHoldKeyAt(block, index)) found.push(index);
    }
    return found;
  }

  #mayHoldAt(block: SearchBlock, index: number): boolean {
    if (this.#literal && !block.text.holds(index, this.#literal.needle, this.#literal.anyCase)) return false;
    return this.#mayHoldKeyAt(block, index);
  }

  #mayHoldKeyAt(block: SearchBlock, index: number): boolean {
    const { text } = block;
    const start = text.start(index);
    const end = text.ends[index] as number;
    if (this.#isKeyed(block, index)) return this.#hasKey(text.text, start, end);
    if (this.#key !== 'status' || block.stream.format || block.format(index) !== 'access') return true;
    return mayHoldStatus(text.text, start, end, this.#guess);
  }

  #hasKey(text: string, start: number, end: number): boolean {
    if (this.#places.find(text, start, end, this.#guess) >= 0) return true;
    return this.#isOftenEscaped && text.slice(start, end).includes('\\');
  }

  /** Whether the record has the field only if its key stands in the text. */
  #isKeyed(block: SearchBlock, index: number): boolean {
    if (this.#isMade) return false;
    const { text } = block;
    if (text.text.charCodeAt(text.start(index)) === OPEN_BRACE) return true;
    // What a person chose may not fit, and is then read as what does.
    return block.format(index) === 'logfmt' && !block.stream.format;
  }

  #beside(block: SearchBlock): Indexes {
    const { beside } = block;
    if (!beside) return [];
    if (!this.#keyLiteral) return allOf(block.count);
    return beside.indexesOf(this.#keyLiteral.needle, this.#keyLiteral.anyCase);
  }
}

/** What must stand in the text for the condition to hold, where it is long enough to look for. */
function valueLiteral(condition: LogCondition): Literal | null {
  const found = anyLiteral(condition);
  return found && found.needle.length >= SHORTEST_LITERAL ? found : null;
}

function anyLiteral({ operator, value, form }: LogCondition): Literal | null {
  if (operator !== '=') return null;
  if (form === 'regex') {
    const literal = literalOfPattern(value);
    return literal && literalOfPart(literal.needle, literal.anyCase);
  }
  // Lists and objects are shown otherwise than they are written.
  if (/^[[{]/.test(value)) return null;
  // A number may be written in other ways: 1500 as 1.5e3.
  if (form === 'exact')
    return numberOf(value) !== null && !/^\d{8,}$/.test(value) ? null : literalOfValue(value);
  const parts = value.split('*').map((part) => literalOfPart(part, !meansCase(value)));
  return parts.reduce(
    (best, part) => ((part?.needle.length ?? 0) > (best?.needle.length ?? 0) ? part : best),
    null,
  );
}
