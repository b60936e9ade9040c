import { useMemo, useState } from 'react';
import type { RedTable as RedAnswer, RedRow } from '../../../../shared/contract/trace-answers.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { alignedWindow } from '../../../time/time-range.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import { HowToSend } from '../HowToSend.tsx';
import type { TraceSearch } from '../search/use-trace-search.ts';
import { RedCharts } from './RedCharts.tsx';
import { RedTable } from './RedTable.tsx';
import css from './red.module.css';
import { matchingRows, redKey, sortRows } from './red-rows.ts';

const STEPS = 60;

/** Rate, errors and durations of every service or operation; the chosen one over time. */
export function RedTab({ search }: { search: TraceSearch }) {
  const [by, setBy] = useUrlParam('by');
  const { startMs, endMs, stepMs } = alignedWindow(search.askedWindow, STEPS);
  const { data, error, refetch, isFetching, isPlaceholderData } = useCall('traces.redTable', {
    by: by === 'operation' ? 'operation' : 'service',
    start: msToNano(startMs),
    end: msToNano(endMs),
    steps: Math.min(1000, Math.round((endMs - startMs) / stepMs)),
  });
  if (error && !data) return <ErrorNote error={error} what="Services" onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={12} />;
  if (data.rows.length === 0)
    return (
      <EmptyState title="No calls in this range">
        <p>
          Here stand rate, errors and durations of every service and operation: of spans that take a call
          (server and consumer) or begin a trace. Send spans, or widen the range.
        </p>
        <HowToSend />
      </EmptyState>
    );
  return (
    <>
      <LoadingBar active={isFetching && isPlaceholderData} />
      <RedPanes table={data} by={by === 'operation' ? 'operation' : 'service'} onBy={setBy} search={search} />
    </>
  );
}

interface RedPanesProps {
  table: RedAnswer;
  by: 'service' | 'operation';
  onBy(by: string): void;
  search: TraceSearch;
}

function RedPanes({ table, by, onBy, search }: RedPanesProps) {
  const [name, setName] = useUrlParam('name', { replace: true });
  const [key, setKey] = useUrlParam('row', { replace: true });
  const [sort, setSort] = useState({ key: 'rate', descending: true });
  const rows = useMemo(() => sortRows(matchingRows(table.rows, name), sort), [table, name, sort]);
  const chosen: RedRow | undefined = rows.find((row) => redKey(row) === key) ?? rows[0];
  return (
    <SplitPane
      name="traces-red"
      direction="column"
      sized="second"
      initial={232}
      least={140}
      first={
        <>
          <div className="pane-head">
            <h2>Rate, errors, durations</h2>
            <span className="sub wide-only">
              of calls taken, whatever the query{table.truncated ? '; the busiest only' : ''}
            </span>
            <span className="grow" />
            <input
              className={css.filter}
              type="search"
              value={name}
              placeholder="Filter by name"
              aria-label="Filter by name"
              onChange={(event) => setName(event.target.value)}
            />
            <Segments
              label="Rows"
              options={[
                ['service', 'Services'],
                ['operation', 'Operations'],
              ]}
              value={by}
              onChange={(next) => onBy(next === 'service' ? '' : next)}
            />
          </div>
          <RedTable
            rows={rows}
            byOperation={by === 'operation'}
            windowMs={table.stepMs * table.stepsMs.length}
            selected={chosen ? redKey(chosen) : ''}
            sort={sort}
            onSort={setSort}
            onSelect={(row) => setKey(redKey(row))}
            onFilter={(row) => search.onlyOperation(row.service, row.operation)}
          />
        </>
      }
      second={chosen ? <RedCharts table={table} row={chosen} search={search} /> : null}
    />
  );
}
