import type { QueryCandidate } from '../../../../shared/contract/traces.ts';
import type { Operator } from '../../../../shared/query-text/operators.ts';
import { quoted } from '../../../../shared/query-text/tree-printer.ts';
import type { CompletionContext } from '../../../../shared/trace-query/completion.ts';
import { namedFields, ruleOf } from '../../../../shared/trace-query/fields.ts';
import { valueText } from '../../../../shared/trace-query/printer.ts';
import type { Candidate } from '../../../components/query/language.ts';

/** A name or value that the engine knows, with the number of spans that carry it. */
export interface KnownText {
  text: string;
  count: number | null;
}

const MOST = 60;
const DURATIONS = ['10ms', '100ms', '500ms', '1s', '5s'];
const OPERATOR_WORDS: Record<string, string> = {
  '=': 'is',
  '!=': 'is not',
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
  '~': 'matches the pattern',
  '!~': 'does not match',
};

/** What fits at the cursor: those that begin as typed come first, then those that hold it; known ones as given. */
export function candidates(context: CompletionContext, known: KnownText[]): Candidate[] {
  if (context.kind === 'key') return keyCandidates(context.typed, known);
  if (context.kind === 'attribute') return ranked(known.map(attributeCandidate('')), context.typed);
  const { field, typed } = context;
  const rule = ruleOf(field);
  const fixed =
    rule.values ?? (field.kind === 'duration' || field.kind === 'trace.duration' ? DURATIONS : []);
  return ranked(
    [
      ...fixed.map((value) => valueCandidate({ text: value, count: countOf(known, value) })),
      ...known.filter(({ text }) => !fixed.includes(text)).map(valueCandidate),
    ],
    typed,
  );
}

/** As the engine told it. */
export const knownCandidate = ({
  text,
  about,
  count,
}: Pick<QueryCandidate, 'text' | 'about' | 'count'>): Candidate => ({
  insert: text,
  label: text,
  about,
  count,
  goesOn: /[:=<>~]$/.test(text),
});

/** Behind a field that is written out: every operator it takes. */
export function operatorCandidates(context: CompletionContext): Candidate[] {
  const { typed } = context;
  const name = typed.replace(/^-/, '');
  if (context.kind !== 'key' || !Object.hasOwn(namedFields, name)) return [];
  return operatorsOf(typed, namedFields[name as keyof typeof namedFields].operators);
}

const operatorsOf = (typed: string, operators: readonly Operator[]): Candidate[] =>
  operators.map((operator) => {
    const insert = `${typed}${operator === '=' ? ':' : operator}`;
    return { insert, label: insert, about: OPERATOR_WORDS[operator] ?? '', count: null, goesOn: true };
  });

const countOf = (known: KnownText[], value: string): number | null =>
  known.find(({ text }) => text === value)?.count ?? null;

const valueCandidate = ({ text, count }: KnownText): Candidate => ({
  insert: valueText(text),
  label: text,
  about: '',
  count,
  goesOn: false,
});

const attributeCandidate =
  (after: string) =>
  ({ text, count }: KnownText): Candidate => ({
    insert: `${/^[^\s"():=!<>~≥≤-][^\s"():=!<>~≥≤]*$/.test(text) ? text : quoted(text)}${after}`,
    label: text,
    about: '',
    count,
    goesOn: after !== '',
  });

/** A key that is written out is offered with each operator it takes, else keys are offered. */
function keyCandidates(typed: string, known: KnownText[]): Candidate[] {
  const name = typed.replace(/^-/, '');
  const rule = Object.hasOwn(namedFields, name)
    ? namedFields[name as keyof typeof namedFields]
    : known.some(({ text }) => text === name)
      ? ruleOf({ kind: 'attribute', on: 'any', key: name })
      : null;
  const operators = operatorsOf(typed, rule?.operators ?? []);
  const keys = [
    ...Object.entries(namedFields).map(
      ([
        key,
        {
          about,
          operators: [first],
        },
      ]) => ({
        insert: `${key}${first === '=' && !key.endsWith('duration') ? ':' : '>'}`,
        label: key,
        about,
        count: null,
        goesOn: true,
      }),
    ),
    { insert: 'has:', label: 'has', about: 'carries the attribute', count: null, goesOn: true },
    ...known.map(attributeCandidate(':')),
  ];
  return [...operators, ...ranked(keys, name).filter(({ label }) => label !== name)].slice(0, MOST);
}

function ranked(all: Candidate[], typed: string): Candidate[] {
  const wanted = typed.toLowerCase();
  const rank = ({ label }: Candidate) => {
    const at = label.toLowerCase().indexOf(wanted);
    return at === -1 ? 2 : at === 0 ? 0 : 1;
  };
  return all
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}
