import { joinQueries } from '../../../../shared/query-text/tree-printer.ts';
import { parseTraceQuery } from '../../../../shared/trace-query/parser.ts';
import { printTraceQuery, queryChips } from '../../../../shared/trace-query/printer.ts';
import { searchHistory } from '../../../components/query/history.ts';
import type { QueryLanguage } from '../../../components/query/language.ts';
import { QueryHelp } from '../../../components/query/QueryHelp.tsx';
import { withoutChip } from '../search/query-edit.ts';

export const traceLanguage: QueryLanguage = {
  faults: (text) => parseTraceQuery(text).problems,
  chips: (text) => queryChips(parseTraceQuery(text).query),
  join: joinQueries,
  print: (text) => printTraceQuery(parseTraceQuery(text).query),
  without: withoutChip,
};

export const useTraceHistory = searchHistory('trivet-trace-history');

const EXAMPLES: [query: string, what: string][] = [
  ['service:orders', 'spans of a service'],
  ['operation:"POST /checkout"', 'spans of a name; quotes where there are blanks'],
  ['duration>250ms', 'spans longer than that: ns us ms s m h'],
  ['trace.duration>=1s', 'of the whole trace; trace.spans and trace.errors as well'],
  ['status:error', 'failed spans; unset, ok'],
  ['http.response.status_code>=500', 'an attribute of the span or its resource'],
  ['http.route~"^/api/"', 'matches a pattern; !~ does not'],
  ['has:exception.type', 'carries the attribute at all'],
  ['-service:worker', 'not; also: not'],
  ['service:pay or service:orders', 'either; parentheses group'],
  ['checkout', 'part of an operation or a service'],
];

export const traceHelp = (onExample: (query: string) => void) => (
  <QueryHelp
    title="Searching traces"
    about="A trace is found when one of its spans meets all conditions. Names and values complete as you type; Tab or Enter takes a suggestion, Enter alone searches."
    examples={EXAMPLES}
    onExample={onExample}
  />
);
