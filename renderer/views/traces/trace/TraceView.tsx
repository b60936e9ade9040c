import { type ReactNode, useMemo, useRef } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { indexOfSpanId, spanIdAt } from '../../../../shared/model/span-ids.ts';
import { useThemeKey } from '../../../charts/use-theme-key.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import { useTraceDownload } from '../../../files/use-trace-download.ts';
import { useUrl, useUrlParam } from '../../../time/url-state.ts';
import { AnswerBar } from './answers/AnswerBar.tsx';
import { CriticalPathBar } from './CriticalPathBar.tsx';
import { stepHit } from './find/match-texts.ts';
import { useFind } from './find/use-find.ts';
import { TraceFlame } from './flame/TraceFlame.tsx';
import { TraceGraph } from './graph/TraceGraph.tsx';
import { TraceLogList } from './logs/TraceLogList.tsx';
import { useTraceLogs } from './logs/use-trace-logs.ts';
import type { TraceModel } from './model/trace-model.ts';
import type { PageModel } from './model/use-trace-model.ts';
import { visibleLines } from './model/visible-lines.ts';
import overview from './overview.module.css';
import { PageTabs, tabOf } from './PageTabs.tsx';
import { fullViewport, orderOf } from './page-state.ts';
import { SpanPane } from './span/SpanPane.tsx';
import { spanMenu } from './span-menu.ts';
import { TraceStats } from './stats/TraceStats.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import { TraceMinimap } from './TraceMinimap.tsx';
import { TraceResources } from './TraceResources.tsx';
import { TraceTimeline } from './timeline/TraceTimeline.tsx';
import css from './trace.module.css';
import { usePageState } from './use-page-state.ts';
import { useTraceKeys } from './use-trace-keys.ts';

/** One trace: what is known of it as a whole, its views over one selection, and the selected span. */
export function TraceView({ model, flame }: PageModel) {
  const { detail, analysis } = model;
  const { tree, path } = analysis;
  const { traceId } = detail.summary;
  const theme = useThemeKey();
  const { edit } = useUrl();
  const [state, dispatch] = usePageState(model);
  const [tab, setTab] = useUrlParam('tab');
  const [text, setText] = useUrlParam('find', { replace: true });
  const order = orderOf(model, state);
  const { closed, root, focus, selected } = state;
  const lines = useMemo(() => visibleLines(order, { closed, root, focus }), [order, closed, root, focus]);
  const found = useFind(model, order, text);
  const logs = useTraceLogs(detail);
  const viewport = useMemo(
    () => state.viewport ?? fullViewport(detail, tree, root),
    [state.viewport, detail, tree, root],
  );
  const pin = useAction('traces.pin', ['traces.get', 'traces.search']);
  const download = useTraceDownload();
  const input = useRef<HTMLInputElement>(null);
  const { menu, openMenu } = useContextMenu();
  const reveal = (span: number) => dispatch({ kind: 'reveal', span });
  const stepFind = (step: 1 | -1) => {
    const span = found && stepHit(found.hits, order.lineOf, selected, step);
    if (span !== null) reveal(span);
  };
  useTraceKeys(model, state, dispatch, { focus: () => input.current?.select(), step: stepFind });

  const openSpanMenu = (span: number, event: React.MouseEvent) => {
    dispatch({ kind: 'select', span });
    openMenu(event, spanMenu(model, state, span, dispatch, { onFind: setText, download }));
  };
  /** Shows a span where it stands, whatever tab is open. */
  const show = (span: number) => {
    reveal(span);
    setTab('');
  };
  const views: Record<string, () => ReactNode> = {
    flame: () =>
      flame ? (
        <TraceFlame
          model={model}
          flame={flame}
          selected={selected}
          root={root}
          found={found?.spans ?? null}
          onSelect={(span) => dispatch({ kind: 'select', span })}
          onRoot={(span) => dispatch({ kind: 'root', span })}
          onContext={openSpanMenu}
        />
      ) : (
        <Skeleton rows={12} />
      ),
    table: () => <TraceStats model={model} text={text} onPick={show} />,
    map: () => (
      <TraceGraph
        model={model}
        onService={(service) =>
          edit((params) => {
            params.set('tab', 'table');
            params.set('find', service);
          })
        }
      />
    ),
    logs: () => (
      <TraceLogList
        detail={detail}
        logs={logs}
        onSpan={(spanId) => {
          const span = indexOfSpanId(detail.spanIds, spanId);
          if (span >= 0) show(span);
        }}
      />
    ),
  };
  const main = views[tab]?.() ?? (
    <TraceTimeline
      model={model}
      order={order}
      lines={lines}
      closed={closed}
      selected={selected}
      viewport={viewport}
      showPath={state.showCriticalPath}
      found={found?.spans ?? null}
      logs={logs.bySpan}
      onSelect={(span) => dispatch({ kind: 'select', span })}
      onToggle={(line) => dispatch({ kind: 'toggle', line })}
      onViewport={(next) => dispatch({ kind: 'viewport', viewport: next })}
      onContext={openSpanMenu}
    />
  );
  return (
    <div className="view-page">
      <TraceHeader
        detail={detail}
        onPin={(pinned) => pin.mutate({ traceId, pinned })}
        onDownload={(format) => void download({ format, traceIds: [traceId] })}
      />
      {state.showCriticalPath && <CriticalPathBar detail={detail} path={path} longest={analysis.longest} />}
      <AnswerBar model={model} selected={selected} onPick={show} />
      <div className={overview.overview}>
        <div>
          <TraceMinimap
            detail={detail}
            tree={tree}
            viewport={viewport}
            theme={theme}
            onViewport={(next) => dispatch({ kind: 'viewport', viewport: next })}
          />
        </div>
        <TraceResources detail={detail} />
      </div>
      {detail.warnings.length > 0 && <p className={css.warnings}>{detail.warnings.join(' · ')}</p>}
      <PageTabs
        tab={tabOf(tab)}
        onTab={setTab}
        model={model}
        state={state}
        dispatch={dispatch}
        logs={logs}
        text={text}
        found={found}
        input={input}
        onText={setText}
        onStep={stepFind}
      />
      <SplitPane
        name="trace-detail"
        direction="row"
        sized="second"
        initial={336}
        least={220}
        first={main}
        second={
          selected === null ? null : (
            <SelectedSpan
              detail={detail}
              tree={tree}
              index={selected}
              onClose={() => dispatch({ kind: 'select', span: null })}
            />
          )
        }
      />
      {menu}
    </div>
  );
}

interface SelectedSpanProps {
  detail: TraceDetail;
  tree: TraceModel['analysis']['tree'];
  index: number;
  onClose(): void;
}

function SelectedSpan({ detail, tree, index, onClose }: SelectedSpanProps) {
  const { data, isPlaceholderData } = useCall(
    'traces.span',
    {
      traceId: detail.summary.traceId,
      index,
      ...(index < detail.kind.length ? { spanId: spanIdAt(detail.spanIds, index) } : {}),
    },
    { staleMs: 60_000 },
  );
  return (
    <SpanPane
      key={index}
      detail={detail}
      tree={tree}
      index={index}
      span={isPlaceholderData ? null : (data ?? null)}
      onClose={onClose}
    />
  );
}
