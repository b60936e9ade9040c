import { logCondition } from '../../../../shared/log-query/ast.ts';
import { type Highlight, highlightsOf } from '../../../../shared/log-query/highlights.ts';
import { readLogQuery } from '../../../../shared/log-query/parser.ts';
import {
  joinLogQueries,
  logConditionText,
  logQueryChips,
  printLogQuery,
} from '../../../../shared/log-query/printer.ts';
import { conjuncts } from '../../../../shared/query-text/tree.ts';
import { searchHistory } from '../../../components/query/history.ts';
import type { QueryLanguage } from '../../../components/query/language.ts';
import { QueryHelp } from '../../../components/query/QueryHelp.tsx';

export const logLanguage: QueryLanguage = {
  faults: (text) => readLogQuery(text).problems,
  chips: (text) => logQueryChips(readLogQuery(text).query),
  join: joinLogQueries,
  print: (text) => printLogQuery(readLogQuery(text).query),
  without: (text, index) =>
    joinLogQueries(
      ...conjuncts(readLogQuery(text).query)
        .filter((_, i) => i !== index)
        .map(printLogQuery),
    ),
};

export const useLogHistory = searchHistory('trivet-log-history');

/** The lines that name a trace. */
export const traceCondition = (traceId: string): string =>
  logConditionText(logCondition({ kind: 'trace' }, traceId));

/** What of the text a query asked for; of one that cannot be read, nothing. */
export function queryHighlights(text: string): Highlight[] {
  const { query, problems } = readLogQuery(text);
  return problems.length > 0 ? [] : highlightsOf(query);
}

const EXAMPLES: [query: string, what: string][] = [
  ['timeout', 'a word, in any case; Timeout means it as typed'],
  ['"connection refused"', 'a phrase'],
  ['-healthz', 'not; also: not'],
  ['/o-\\d+ (failed|refused)/', 'a pattern (RE2)'],
  ['level>=warn', 'at least this grave: trace debug info warn error fatal'],
  ['container:api,web', 'of these containers; service: as well'],
  ['status>=500', 'a field that is a number, a length of time or a size'],
  ['path:/api/*', 'a field; * stands for any text'],
  ['user.id:"anna b"', 'quotes where there are blanks'],
  ['has:err', 'has the field at all'],
  ['trace:7be1f0c4a92d4e0f', 'names the trace, in whatever container'],
  ['level:error or status>=500', 'either; parentheses group'],
];

export const logHelp = (onExample: (query: string) => void) => (
  <QueryHelp
    title="Searching logs"
    about="A line is found when it meets all conditions. Fields are read from the lines themselves, whatever they are written in. Names and values complete as you type; Tab or Enter takes a suggestion, Enter alone searches."
    examples={EXAMPLES}
    onExample={onExample}
  />
);
