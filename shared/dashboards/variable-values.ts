import { ALL_VALUE, type Variable, type VariableOption } from './model.ts';

/** What a variable stands for now. */
export interface VariableValue {
  /** In the order of its options; of `all` every value of them. */
  values: string[];
  texts: string[];
  all: boolean;
  /** Replaces all values as it is when all are chosen. */
  allValue: string | null;
  /** Whether its values are written into an expression as a regular expression. */
  many: boolean;
}

export type VariableValues = ReadonlyMap<string, VariableValue>;

/** The options of variables that need no engine: custom, interval, constant, text. */
export function staticOptions({ kind, query, options }: Variable): VariableOption[] {
  if (kind === 'custom' || kind === 'interval')
    return listOptions(query).length > 0 ? listOptions(query) : options;
  if (kind === 'query') return [];
  return [{ text: query, value: query }];
}

/** `a,b\,c,name : value` as Grafana writes lists: a comma may be escaped, text and value stand apart by ` : `. */
export function listOptions(list: string): VariableOption[] {
  return list
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter((part) => part !== '')
    .map((part) => {
      const pair = /^(.+?)\s+:\s+(.+)$/.exec(part);
      return pair ? { text: pair[1] as string, value: pair[2] as string } : { text: part, value: part };
    });
}

/**
 * The value in force.
 *
 * @param chosen from the address; null takes the document's
 */
export function variableValue(
  variable: Variable,
  options: VariableOption[],
  chosen: string[] | null,
): VariableValue {
  const { includeAll, multi, allValue, kind } = variable;
  const many = (multi || includeAll) && (kind === 'query' || kind === 'custom');
  const wanted = chosen ?? variable.current;
  if (includeAll && (wanted.includes(ALL_VALUE) || (wanted.length === 0 && multi))) {
    return { values: options.map(({ value }) => value), texts: ['All'], all: true, allValue, many };
  }
  const picked = picks(variable, options, wanted, chosen !== null);
  return {
    values: picked.map(({ value }) => value),
    texts: picked.map(({ text }) => text),
    all: false,
    allValue,
    many,
  };
}

/** A stored choice that no longer exists gives way to the first there is; one from the address stands. */
function picks(
  variable: Variable,
  options: VariableOption[],
  wanted: string[],
  fromAddress: boolean,
): VariableOption[] {
  if (variable.kind === 'text' || (variable.kind === 'interval' && wanted[0] === 'auto')) {
    const value = wanted[0] ?? variable.query;
    return [{ text: value, value }];
  }
  const byValue = new Map(options.map((option) => [option.value, option]));
  const found = (variable.multi ? wanted : wanted.slice(0, 1)).flatMap((value): VariableOption[] => {
    const option = byValue.get(value);
    if (option) return [option];
    return fromAddress || options.length === 0 ? [{ text: value, value }] : [];
  });
  const [first] = options;
  if (found.length > 0) return found.filter(({ value }) => value !== ALL_VALUE);
  return first ? [first] : [];
}
