import { parseTraceQuery } from '../../../../shared/trace-query/parser.ts';
import { queryChips } from '../../../../shared/trace-query/printer.ts';
import css from '../../../components/query/query.module.css';
import { withoutChip } from '../search/query-edit.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';

const FREQUENT: [condition: string, label: string][] = [
  ['status:error', 'errors'],
  ['trace.duration>=1s', '≥ 1 s'],
  ['kind:server', 'server'],
  ['kind:client', 'client'],
  ['has:exception.type', 'exceptions'],
  ['has:db.system', 'database'],
];

/** Conditions that are asked for all the time, one click each. */
export function FilterChips({ search }: { search: TraceSearch }) {
  const chips = search.problems.length > 0 ? [] : queryChips(parseTraceQuery(search.text).query);
  return (
    <span className={`${css.frequent} wide-only`}>
      {FREQUENT.map(([condition, label]) => {
        const at = chips.indexOf(condition);
        return (
          <button
            key={condition}
            type="button"
            className={css.frequentChip}
            aria-pressed={at >= 0}
            title={condition}
            onClick={() => (at >= 0 ? search.setText(withoutChip(search.text, at)) : search.add(condition))}
          >
            {label}
          </button>
        );
      })}
    </span>
  );
}
