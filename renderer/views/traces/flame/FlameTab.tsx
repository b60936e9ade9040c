import { useMemo, useState } from 'react';
import type { AggregateFlame } from '../../../../shared/contract/trace-answers.ts';
import { count, percent, quantityText } from '../../../../shared/model/format.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { colourOf } from '../../../components/colours.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { FlameGraph } from '../../../components/flame/FlameGraph.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { Name } from '../../../components/Name.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import { durationText } from '../figures.ts';
import { HowToSend } from '../HowToSend.tsx';
import { narrowed } from '../search/narrowed.ts';
import { parseSelection } from '../search/selection.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';
import { totalNano } from './flame-rows.ts';
import css from './flame-tab.module.css';
import { OperationTimes } from './OperationTimes.tsx';

/** The call paths of all traces found, laid over each other: where the time goes. */
export function FlameTab({ search }: { search: TraceSearch }) {
  const [selection] = useUrlParam('sel');
  const filter = useMemo(
    () => narrowed(search.coarseFilter, parseSelection(selection)),
    [search.coarseFilter, selection],
  );
  const { data, error, refetch, isFetching, isPlaceholderData } = useCall('traces.flame', filter);
  if (error && !data) return <ErrorNote error={error} what="Flame graph" onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={12} />;
  return (
    <>
      <LoadingBar active={isFetching && isPlaceholderData} />
      {data.parent.length === 0 ? (
        <EmptyState title="No call paths to draw">
          <p>
            No trace of this range and query has a span. Here the same calls of all traces found are laid over
            each other, each as wide as the time that was spent under it.
          </p>
          <HowToSend />
        </EmptyState>
      ) : (
        <FlamePanes flame={data} search={search} selected={selection !== ''} />
      )}
    </>
  );
}

interface FlamePanesProps {
  flame: AggregateFlame;
  search: TraceSearch;
  /** Only of the traces selected in the charts. */
  selected: boolean;
}

function FlamePanes({ flame, search, selected }: FlamePanesProps) {
  const [find, setFind] = useUrlParam('name', { replace: true });
  const [chosen, setChosen] = useState(-1);
  const [zoomed, setZoomed] = useState(-1);
  const { menu, openMenu } = useContextMenu();
  const frames = useMemo(() => frameTexts(flame), [flame]);
  const found = useMemo(() => {
    const wanted = find.trim().toLowerCase();
    return wanted === '' ? null : (frame: number) => frames.full(frame).toLowerCase().includes(wanted);
  }, [find, frames]);
  const at = chosen < flame.parent.length ? chosen : -1;
  const open = (frame: number) => search.onlyOperation(frames.service(frame), frames.name(frame));
  const graph = (
    <>
      <div className="pane-head">
        <h2>Flame graph</h2>
        <span className="sub">
          {flame.truncated ? 'the newest ' : ''}
          {count(flame.traces)} {flame.traces === 1 ? 'trace' : 'traces'}
          {selected ? ' selected in the charts' : ''}
        </span>
        <span className="grow" />
        {zoomed >= 0 && (
          <button type="button" className="btn small" onClick={() => setZoomed(-1)}>
            Whole graph
          </button>
        )}
        <input
          className={css.find}
          type="search"
          value={find}
          placeholder="Find a call"
          aria-label="Find a call"
          onChange={(event) => setFind(event.target.value)}
        />
      </div>
      <FlameGraph
        columns={frames.columns}
        label={`Call paths of ${count(flame.traces)} traces`}
        nameOf={frames.label}
        colourOf={frames.colour}
        describe={(frame) => <FrameFacts flame={flame} frame={frame} />}
        found={found}
        selected={at}
        onSelect={setChosen}
        zoomed={zoomed < flame.parent.length ? zoomed : -1}
        onZoom={setZoomed}
        onContext={(frame, event) =>
          openMenu(event, [
            { label: 'Widen to the whole', onClick: () => setZoomed(frame) },
            { label: 'Whole graph', onClick: () => setZoomed(-1) },
            { label: 'Its traces', onClick: () => open(frame) },
            { label: 'Copy the name', onClick: () => void navigator.clipboard.writeText(frames.full(frame)) },
          ])
        }
      />
      {menu}
    </>
  );
  return (
    <SplitPane
      name="traces-flame"
      direction="row"
      sized="second"
      initial={380}
      least={240}
      first={graph}
      second={
        <div className={css.side}>
          {at >= 0 && (
            <section className={css.chosen} aria-label="The chosen call">
              <div className="pane-head">
                <h2>Chosen call</h2>
                <span className="grow" />
                <button type="button" className="btn small" onClick={() => setZoomed(at)}>
                  Widen
                </button>
                <button type="button" className="btn small" onClick={() => open(at)}>
                  Its traces
                </button>
              </div>
              <FrameFacts flame={flame} frame={at} />
            </section>
          )}
          <OperationTimes flame={flame} onOpen={(row) => search.onlyOperation(row.service, row.name)} />
        </div>
      }
    />
  );
}

function frameTexts(flame: AggregateFlame) {
  const service = (frame: number) => flame.services[flame.service[frame]!]!;
  const name = (frame: number) => flame.names[flame.name[frame]!]!;
  return {
    service,
    name,
    full: (frame: number) => `${service(frame)} ${name(frame)}`,
    /** With the time under it by trace. */
    label: (frame: number) =>
      `${service(frame)} ${name(frame)}  ${durationText(flame.totalNano[frame]! / Math.max(1, flame.traces))}`,
    colour: (frame: number) => colourOf(service(frame)),
    columns: { parent: flame.parent, value: flame.totalNano },
  };
}

/** What one path's calls took, together and each. */
function FrameFacts({ flame, frame }: { flame: AggregateFlame; frame: number }) {
  const calls = flame.count[frame]!;
  const total = flame.totalNano[frame]!;
  const own = flame.selfNano[frame]!;
  const share = (nano: number) => quantityText(percent((nano / Math.max(1, totalNano(flame))) * 100));
  return (
    <div className={css.facts}>
      <p>
        <Name name={flame.services[flame.service[frame]!]!} />
      </p>
      <p className="med">{flame.names[flame.name[frame]!]}</p>
      <dl className="kv">
        <dt>in all</dt>
        <dd>
          {durationText(total)} <span className="t3">{share(total)} of the traces' time</span>
        </dd>
        <dt>itself</dt>
        <dd>
          {durationText(own)} <span className="t3">{share(own)}</span>
        </dd>
        <dt>calls</dt>
        <dd>
          {count(calls)}{' '}
          <span className="t3">
            {durationText(calls > 0 ? total / calls : null)} each
            {flame.traces > 0 && calls / flame.traces >= 1.05
              ? `, ${(calls / flame.traces).toFixed(1)} a trace`
              : ''}
          </span>
        </dd>
        {flame.errors[frame]! > 0 && (
          <>
            <dt>errors</dt>
            <dd className="err">{count(Math.round(flame.errors[frame]!))}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
